"""The commands and their options; what they do is in the modules beside this one."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

_HELP = {"help_option_names": ["-h", "--help"]}

application = typer.Typer(
    name="hansa",
    help="A GraphQL federation gateway: compose subgraphs, plan operations, serve one graph.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings=_HELP,
    rich_markup_mode=None,
)
config_commands = typer.Typer(
    help="Check the settings, show what is in effect, or describe them.", no_args_is_help=True, rich_markup_mode=None
)
application.add_typer(config_commands, name="config")

OutputFile = Annotated[
    Path | None, typer.Option("--output", "-o", help="File for the result; else stdout.", show_default=False)
]
ContractName = Annotated[
    str | None, typer.Option("--contract", help="Name of one of the configuration's contracts.", show_default=False)
]
SettingsFile = Annotated[Path | None, typer.Option("--settings", help="Settings (YAML).", show_default=False)]


@application.command()
def serve(
    supergraph: Annotated[Path | None, typer.Option(help="A composed supergraph (SDL).", show_default=False)] = None,
    config: Annotated[
        Path | None, typer.Option(help="Rover's supergraph.yaml; composed now and at each change.", show_default=False)
    ] = None,
    contract: Annotated[
        str | None,
        typer.Option(
            "--contract", help="Name of a contract of --config, or of the settings for a file.", show_default=False
        ),
    ] = None,
    development: Annotated[
        bool | None,
        typer.Option(
            "--development/--no-development",
            help="With --config: wait until it composes; show errors in GraphiQL. On unless the settings turn it off.",
            show_default=False,
        ),
    ] = None,
    settings: SettingsFile = None,
    host: Annotated[str | None, typer.Option(help="Address to listen on.", show_default=False)] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on.", show_default=False)] = None,
) -> None:
    """Serve a supergraph.  Give --supergraph or --config, here or in the settings."""
    from gateway.cli.serving import serve_graph

    given: dict[str, dict[str, object]] = {
        "server": {"host": host, "port": port},
        "supergraph": {"contract": contract, "development": development},
    }
    options = {name: {key: value for key, value in each.items() if value is not None} for name, each in given.items()}
    serve_graph(supergraph, config, settings, {name: each for name, each in options.items() if each})


@application.command()
def compose(
    config: Annotated[Path, typer.Option(help="Rover's supergraph.yaml.")],
    output: OutputFile = None,
    contract: ContractName = None,
    api_schema: Annotated[
        Path | None, typer.Option(help="File for the schema that clients see, besides.", show_default=False)
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Errors and hints as JSON, on stdout.")] = False,
    watch: Annotated[
        bool, typer.Option("--watch", help="Compose again whenever something changes, until Ctrl-C.")
    ] = False,
    poll: Annotated[float, typer.Option(help="Seconds between looks, with --watch.", min=0.1)] = 1.0,
    validation_steps: Annotated[
        int | None,
        typer.Option(
            help="Most work of the satisfiability check; else the configuration's.", min=1, show_default=False
        ),
    ] = None,
) -> None:
    """Compose subgraphs into a supergraph (SDL)."""
    from gateway.cli.composing import compose_graph

    if watch:
        from gateway.cli.watching import watch_graph

        if as_json:
            raise typer.BadParameter("it cannot be told as JSON", param_hint="--watch")
        if validation_steps is not None:
            raise typer.BadParameter("set it in the configuration", param_hint="--validation-steps with --watch")
        watch_graph(config, contract, output, api_schema, poll)
        return
    compose_graph(config, contract, output, api_schema, as_json, validation_steps)


@application.command()
def contract(
    supergraph: Annotated[Path, typer.Option(help="A composed supergraph (SDL).")],
    include: Annotated[
        list[str] | None, typer.Option(help="Tag; fields and unions without one are hidden.", show_default=False)
    ] = None,
    exclude: Annotated[list[str] | None, typer.Option(help="Tag; what has it is hidden.", show_default=False)] = None,
    name: Annotated[str, typer.Option(help="What messages call the contract.")] = "contract",
    hide_unreachable_types: Annotated[bool, typer.Option(help="Hide types that no operation can reach, too.")] = True,
    output: OutputFile = None,
) -> None:
    """Make the view of a supergraph that shows and hides what has some tags (SDL)."""
    from gateway.cli.composing import contract_graph

    contract_graph(supergraph, name, include or [], exclude or [], hide_unreachable_types, output)


@application.command()
def api(
    supergraph: Annotated[Path | None, typer.Option(help="A composed supergraph (SDL).", show_default=False)] = None,
    config: Annotated[
        Path | None, typer.Option(help="Rover's supergraph.yaml, to compose.", show_default=False)
    ] = None,
    contract: ContractName = None,
    output: OutputFile = None,
) -> None:
    """Print the schema that clients of a supergraph see (SDL)."""
    from gateway.cli.composing import print_api

    print_api(supergraph, config, contract, output)


@application.command()
def diff(
    old: Annotated[
        Path, typer.Argument(help="A supergraph, subgraph or schema (SDL; - for stdin), or supergraph.yaml.")
    ],
    new: Annotated[Path, typer.Argument(help="The same, later.")],
    kind: Annotated[
        str | None,
        typer.Option("--as", help="What both are: api, subgraph or supergraph; else found out.", show_default=False),
    ] = None,
    fail_on: Annotated[
        str, typer.Option(help="Fail with 3 at dangerous, 4 at breaking changes: breaking, dangerous, safe, never.")
    ] = "breaking",
    as_json: Annotated[bool, typer.Option("--json", help="JSON in place of text.")] = False,
) -> None:
    """Tell what changed between two schemas: breaking, dangerous or safe for the operations that clients have."""
    from gateway.cli.diffing import FailOn, diff_files, one_of
    from gateway.composition.diff import Kind

    wanted = None if kind is None else one_of("--as", kind, Kind)
    diff_files(old, new, wanted, one_of("--fail-on", fail_on, FailOn), as_json)


@application.command()
def plan(
    supergraph: Annotated[Path, typer.Option(help="A composed supergraph (SDL).")],
    operation: Annotated[
        Path | None, typer.Argument(help="File with the operation; else stdin.", show_default=False)
    ] = None,
    name: Annotated[
        str | None, typer.Option(help="Which operation, when the file has several.", show_default=False)
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="JSON in place of text.")] = False,
    scopes: Annotated[
        str | None,
        typer.Option(help="Plan for an authenticated caller with these scopes (space-separated).", show_default=False),
    ] = None,
    variables: Annotated[str, typer.Option(help="A JSON object; those of @skip and @include choose the plan.")] = "{}",
    label: Annotated[
        list[str] | None,
        typer.Option(help="Label of a progressive @override that is in force; may be repeated.", show_default=False),
    ] = None,
) -> None:
    """Show how an operation would be executed, without executing it."""
    from gateway.cli.planning import plan_operation

    plan_operation(supergraph, operation, name, as_json, scopes, variables, label or ())


@application.command()
def up(
    file: Annotated[Path, typer.Argument(help="What to run, and how.")] = Path("deploy/processes.yaml"),
) -> None:
    """Run a whole system of processes under one supervisor, until Ctrl-C."""
    from gateway.supervision.up import run_up

    raise typer.Exit(run_up(file))


@config_commands.command()
def validate(
    file: Annotated[Path | None, typer.Argument(help="Settings (YAML).", show_default=False)] = None,
) -> None:
    """Check a settings file together with the environment."""
    from gateway.cli.settings import validate_settings

    validate_settings(file)


@config_commands.command()
def show(settings: SettingsFile = None) -> None:
    """Print the settings in effect (YAML)."""
    from gateway.cli.settings import show_settings

    show_settings(settings)


@config_commands.command()
def schema() -> None:
    """Print the JSON schema of the settings file, for editors."""
    from gateway.cli.settings import print_schema

    print_schema()


@config_commands.command()
def docs() -> None:
    """Print the reference of all settings (Markdown)."""
    from gateway.cli.settings import print_reference

    print_reference()


def main() -> None:
    """The entry point of the distribution."""
    application()
