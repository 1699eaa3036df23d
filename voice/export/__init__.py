"""Taking along what was said: sessions rendered as text, Markdown, HTML, PDF or JSON.

Pure functions from sessions to text or bytes, in memory. Nothing here opens a file, seals,
prints, or decides where anything goes.
"""
