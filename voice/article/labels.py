"""Labels that have a line of their own: "Question 1", and its question beneath.

Pure functions over blocks. What a label looks like is known in `bullets`.
"""

from dataclasses import replace

from voice.article.blocks import Block, Kind
from voice.article.bullets import is_label


def without_labels(blocks: list[Block]) -> list[Block]:
    """The same blocks without such labels; the paragraph under one is the item it labels."""
    out: list[Block] = []
    labelled = False
    for block in blocks:
        if block.aside is None and block.kind is not Kind.ITEM and is_label(block.text):
            labelled = True
            continue
        if labelled and block.aside is None:
            kind = Kind.ITEM if block.kind is Kind.PARAGRAPH else block.kind
            block = replace(block, kind=kind, is_labelled=True)
        labelled = False
        out.append(block)
    return out
