"""One page that needs nothing from elsewhere, and how it is written."""

from __future__ import annotations

import html
import os
from pathlib import Path

from ..errors import EngineError
from .wording import Wording

STYLE = Path(__file__).with_name("report.css")


def whole_page(w: Wording, title: str, heading: str, lead: str, chapters: list[tuple[str, str]]) -> str:
    """A page of chapters (English name, HTML; those without content are left out) that needs nothing from elsewhere."""
    body = "".join(
        f'<section id="part{k}"><h2>{w.say(name)}</h2>{content}</section>'
        for k, (name, content) in enumerate(chapters)
        if content
    )
    contents = "".join(f'<a href="#part{k}">{w.say(name)}</a>' for k, (name, content) in enumerate(chapters) if content)
    note = w.say("Dates and hours are local clock time ({zone}). Made with Stadsstroom.", zone=w.zone)
    return (
        f'<!DOCTYPE html><html lang="{html.escape(w.language)}"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><title>{title}</title>'
        f"<style>{STYLE.read_text(encoding='utf-8')}</style></head><body>"
        f'<header>{heading}<p class="lead">{lead}</p><nav>{contents}</nav></header>'
        f"<main>{body}</main><footer>{note}</footer></body></html>"
    )


def table(headings: list[str], rows: list[list[str]], numbers: set[int]) -> str:
    """An HTML table; `numbers` are the columns set flush right. Cells are HTML already."""

    def cells(row, tag):
        return "".join(f"<{tag}{' class=number' if k in numbers else ''}>{cell}</{tag}>" for k, cell in enumerate(row))

    body = "".join(f"<tr>{cells(row, 'td')}</tr>" for row in rows)
    return (
        f'<div class="wide"><table><thead><tr>{cells(headings, "th")}</tr></thead><tbody>{body}</tbody></table></div>'
    )


def write_page(text: str, path: Path) -> None:
    """Write a page; it appears when it is whole. Raises EngineError where it cannot be written."""
    part = path.with_name(path.name + ".part")
    try:
        part.write_text(text, encoding="utf-8")
        os.replace(part, path)
    except OSError as error:
        raise EngineError(
            "The report cannot be written to {path} ({reason}): make room or choose another folder.",
            path=str(path), reason=error.strerror or str(error),
        ) from error  # fmt: skip
    finally:
        if part.exists():
            part.unlink()
