"""What is printed when everything is ready: one table of URLs, and a sample query that can be pasted into a shell as
it stands.
"""

import json
import shlex
from collections.abc import Iterator
from urllib.parse import urlsplit

import httpx2
from graphql import GraphQLSyntaxError, strip_ignored_characters
from rich import box
from rich.table import Table

from gateway.supervision.reporter import Reporter
from gateway.supervision.system import Sample, SystemFile, TokenRecipe, Url


async def show(system: SystemFile, reporter: Reporter) -> None:
    """Print the banner. What cannot be had (a token, the sample's file) is said, and is no error."""
    if system.banner.urls:
        reporter.block(url_table(system.banner.urls))
    for notice in system.notices:
        if not system.path(notice.missing).exists():
            reporter.line(f"Missing: {notice.say}", "yellow")
    if system.banner.sample is not None:
        for line in await _sample_lines(system, system.banner.sample):
            reporter.line(line)


def url_table(urls: tuple[Url, ...]) -> Table:
    """One row for each URL; what is said about it gives way in a narrow terminal, the URL does not."""
    table = Table(box=box.SIMPLE, show_header=False)
    table.add_column(no_wrap=True, style="bold")
    table.add_column(no_wrap=True, min_width=max(len(url.url) for url in urls))
    table.add_column()
    for url in urls:
        table.add_row(url.name, url.url, url.about)
    return table


async def _sample_lines(system: SystemFile, sample: Sample) -> list[str]:
    path = system.path(sample.operation)
    try:
        query = strip_ignored_characters(path.read_text("utf-8"))
    except (OSError, GraphQLSyntaxError) as error:
        return [f"No sample query: {path}: {' '.join(str(error).split())}"]
    recipe = system.banner.token
    token = None if recipe is None else await fetch_token(recipe)
    if isinstance(token, NoToken):
        return [f"No token: {token.reason}", *_curl(sample.url, query, None)]
    return [
        f"A sample query ({sample.operation}), with a token that is ready to use:",
        "",
        *_curl(sample.url, query, token),
    ]


class NoToken:
    """Why there is no token."""

    def __init__(self, reason: str) -> None:
        self.reason = reason


async def fetch_token(recipe: TokenRecipe) -> str | NoToken:
    """Follow the recipe once."""
    try:
        async with httpx2.AsyncClient(timeout=5.0, trust_env=False) as client:
            response = await client.post(recipe.url, data=recipe.form, json=recipe.body)
            answer = response.json()
    except (httpx2.HTTPError, ValueError) as error:
        return NoToken(f"{recipe.url}: {error or type(error).__name__}")
    token = answer.get(recipe.field) if isinstance(answer, dict) else None
    if response.status_code != 200 or not isinstance(token, str):
        return NoToken(f"{recipe.url} answered {response.status_code} without {recipe.field}")
    return token


def _curl(url: str, query: str, token: str | None) -> Iterator[str]:
    if not urlsplit(url).scheme:
        raise ValueError(f"{url} is no absolute URL")
    yield f"curl -s {shlex.quote(url)} -H 'content-type: application/json' \\"
    if token is not None:
        yield f"  -H {shlex.quote(f'authorization: Bearer {token}')} \\"
    yield f"  -d {shlex.quote(json.dumps({'query': query}))}"
