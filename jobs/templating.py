"""A team's own templates, tried with the facts of an example before a night depends on them."""

from briefs.checks import template_mistake, validate_templates
from briefs.office import Office
from briefs.render import writers_of_all
from jobs.configuration import Configuration
from jobs.pen import templates_of
from quality.vocabulary import vocabulary


def template_mistakes(configuration: Configuration) -> tuple[str, ...]:
    """Return what is wrong with the team's templates, one line a mistake with file and line."""
    folder = templates_of(configuration)
    if folder is None:
        return ()
    settings = configuration.settings
    writers = writers_of_all(
        folder=folder if folder.is_dir() else None,
        vocabulary=vocabulary(settings.defect_types),
        purchase=settings.money.purchase_currency,
        own=settings.money.own_currency,
    )
    return validate_templates(folder, Office(language=settings.language.team, writers=writers))


def mistake_in(configuration: Configuration, error: Exception) -> str | None:
    """Return what a mistake says about the team's templates; None if it is about something else."""
    folder = templates_of(configuration)
    told = None if folder is None else template_mistake(folder, error)
    return None if told is None else f"{told}; `reorder-brief config validate` tries all templates"
