"""Any article becomes a guide: bytes -> blocks -> found questions -> `ReflectionGuide`.

    apart -> child     a process of its own with hard limits, since libraries meet hostile input
      reading          the way through what follows
        decoding       bytes to text
        plain (columns) · markdown · html (page_parts) · mhtml · office · pdf (pages)
                       a format to blocks; the marked-up ones by markup
        origin         title, author, date
        setting        the article as the rules see it: what stands over and before each block
          items · set_apart -> series
                       lists; questions set apart and alike in form
        questions      which sentences ask the reader, and why the others do not
        themes         under which name
    writing            a guide and its file

Under all of them: blocks and found (the values), bullets, sentences, dates, cues (each language's
words) and asking (what a text is by itself). Values in, values out: nothing here opens a file, a
device or a connection, but `apart`. How it decides is in `docs/articles.md`.
"""
