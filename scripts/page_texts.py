"""What is asked and answered in the scenes of the page, in every language: nothing of it is real.

The English questions are the guide's own; the others say the same, so that each screen can be seen
and measured with words as long as a language has them.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from voice.guides.loading import ReflectionGuide, find_guide


@dataclass(frozen=True)
class Texts:
    """One language's; a theme has three of the questions."""

    answer: tuple[str, ...]
    """Passage by passage, as they are heard."""
    typed: str
    title: str = ""
    themes: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()


TEXTS: Mapping[str, Texts] = {
    "en": Texts(
        answer=(
            "i think i can talk about work and about my sister without weighing every word",
            "with my mother it is different i still hear myself asking whether it is allowed",
            "maybe what feels safe is that you never finish my sentences",
        ),
        typed="What feels safe is that she doesn't mind silence",
    ),
    "de": Texts(
        title="Vertrauen und Macht in der therapeutischen Beziehung",
        themes=("Vertrauenswürdigkeit", "Machtverhältnisse"),
        questions=(
            "In welchem Maße ist der Mensch, mit dem ich eine Beziehung möchte, vertrauenswürdig?",
            "Worüber kann ich mit diesem Menschen sprechen, ohne mich in Gefahr zu begeben?",
            "Woran erkenne ich, dass meine Vertrauensbereitschaft zu dieser Beziehung passt?",
            "Glauben Sie fast jedes Wort, das Ihnen die Psychotherapeutin sagt?",
            "Sind Sie bereit, der Psychotherapeutin Verständnisfragen zu stellen?",
            "Gibt es Augenblicke, in denen Sie Angst haben, Ihre Gedanken geradeheraus zu sagen?",
        ),
        answer=(
            "über die arbeit und meine schwester kann ich reden ohne jedes wort abzuwägen",
            "bei meiner mutter ist es anders da höre ich mich noch fragen ob es erlaubt ist",
            "vielleicht ist das rücksichtsvolle dass du meine sätze niemals zu ende sprichst",
        ),
        typed="Zu meiner Verantwortungslosigkeitsbefürchtung schweigt sie nur",
    ),
    "es": Texts(
        title="Confianza y poder en la relación terapéutica",
        themes=("La confianza", "El poder"),
        questions=(
            "¿Hasta qué punto es digna de confianza la persona con quien quiero una relación?",
            "¿De qué puedo hablar con esta persona sin sentirme en peligro?",
            "¿Cómo sabré dentro de mí que estoy en un lugar donde puedo dar mi confianza?",
            "¿Cree usted casi todas las palabras que le dice su psicoterapeuta?",
            "¿Está usted en disposición de hacerle preguntas a su psicoterapeuta?",
            "¿Hay momentos en los que le da miedo decir directamente lo que piensa?",
        ),
        answer=(
            "creo que puedo hablar del trabajo y de mi hermana sin pesar cada palabra",
            "con mi madre es distinto todavía me oigo preguntar si está permitido",
            "quizás lo que me da seguridad es que nunca terminas mis frases",
        ),
        typed="Lo que me da seguridad es que no le molesta el silencio",
    ),
    "fr": Texts(
        title="Confiance et pouvoir dans la relation thérapeutique",
        themes=("La confiance", "Le pouvoir"),
        questions=(
            "Jusqu'à quel point la personne avec qui je veux une relation est-elle digne de foi ?",
            "De quoi puis-je parler avec cette personne sans me sentir en danger ?",
            "Comment saurai-je en moi-même que je suis là où je peux donner ma confiance ?",
            "Croyez-vous presque tout ce que vous dit votre psychothérapeute ?",
            "Êtes-vous prêt à poser des questions à votre psychothérapeute ?",
            "Y a-t-il des moments où vous avez peur de dire franchement ce que vous pensez ?",
        ),
        answer=(
            "je crois que je peux parler du travail et de ma soeur sans peser chaque mot",
            "avec ma mère c'est différent je m'entends encore demander si c'est permis",
            "ce qui me rassure c'est peut-être que tu ne finis jamais mes phrases",
        ),
        typed="Ce qui me rassure, c'est que le silence ne la gêne pas",
    ),
}


def guide_in(code: str, guide_id: str = "trust-and-power") -> ReflectionGuide:
    """The guide as it would be in this language."""
    guide, texts = find_guide(guide_id), TEXTS[code]
    if not texts.questions:
        return guide
    asked = iter(texts.questions)
    themes = tuple(
        theme.model_copy(
            update={
                "title": title,
                "introduction": "",
                "questions": tuple(
                    question.model_copy(update={"text": next(asked)})
                    for question in theme.questions
                ),
            }
        )
        for theme, title in zip(guide.themes, texts.themes, strict=True)
    )
    return guide.model_copy(update={"language": code, "title": texts.title, "themes": themes})
