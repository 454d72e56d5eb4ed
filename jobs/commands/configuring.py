"""Commands about the configuration: make, check and show it."""

import os
import sys
from pathlib import Path

import click

from jobs.shell import Shell


@click.group("config")
def config() -> None:
    """Make, check and show the configuration."""


@config.command()
@click.option("--lang", type=click.Choice(["en", "vi"]), default="en", help="Of the comments.")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="Write it here.")
def generate(lang: str, out: Path | None) -> None:
    """Write a complete configuration with every default and its meaning."""
    from briefs.words import load_words
    from jobs.exits import Exit
    from jobs.sample import sample, write

    text = sample(load_words(lang).get)
    if out is None:
        click.echo(text, nl=False)
        return
    try:
        write(out, text)
    except FileExistsError:
        click.echo(f"Error: {out} is already there; nothing was written", err=True)
        sys.exit(Exit.USAGE)
    click.echo(f"written: {out}")


@config.command()
@click.pass_obj
def validate(shell: Shell) -> None:
    """Check the configuration, and your own templates with the facts of an example."""
    from jobs.exits import Exit
    from jobs.templating import template_mistakes

    configuration = shell.configuration()
    mistakes = template_mistakes(configuration)
    if mistakes:
        click.echo("\n".join(mistakes), err=True)
        sys.exit(Exit.CONFIG)
    click.echo(f"{configuration.path}: ok")


@config.command()
@click.pass_obj
def show(shell: Shell) -> None:
    """Show every effective value and where it comes from; secrets show as ****."""
    from jobs.configuration import show as values

    for line in values(shell.configuration(), os.environ):
        click.echo(f"{line.key} = {line.value}    ({line.source})")


@config.command()
def schema() -> None:
    """Print the JSON Schema of the configuration, for editors."""
    import json

    from briefs.words import load_words
    from jobs.schema import schema as made

    click.echo(json.dumps(made(load_words("en").get), indent=2, ensure_ascii=False))
