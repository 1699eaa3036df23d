"""Any article becomes a guide: bytes -> blocks -> found questions -> `ReflectionGuide`.

Values in, values out: nothing here opens a file, a device or a connection, but `apart`, which
runs `child` as a process of its own with hard limits, because the extractors of HTML and PDF
meet hostile input. How it decides is in `docs/articles.md`.
"""
