"""Training of `models/rehearsal-en`: a small, genuine Vosk model of synthetic speech.

`lexicon` and `texts` say what is spoken, `speech` and `acoustics` make it sound, `features` turns
it into frames, `network` and `loss` learn, `kaldi_format` and `graph` write what Vosk reads.
Nothing here is part of the product; `scripts/train_rehearsal_model.py` runs it from end to end.
"""
