"""Completion in a shell of what only this program knows: services, price lists, what it reads, sheets of a workbook."""

from __future__ import annotations

import os
from contextlib import redirect_stderr, suppress
from typing import TYPE_CHECKING, Any

import typer  # noqa: TC002 - Typer reads annotations at run time

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from tiia_cost.core.book import PriceBook

_ASKED = "_TIIA_COST_COMPLETE"
"""Variable by which a shell asks for completion, or its startup file for the script."""

_SCRIPTS = ("--install-completion", "--show-completion")
"""Options of Typer that hand out the script."""

ENCODINGS = ("utf-8", "gb18030", "big5", "utf-16")
"""Encodings that tables may well have; ``--encoding`` takes any other, too."""

_BASH = r"""
%(complete_func)s() {
    local line="${COMP_LINE:0:COMP_POINT}" reply
    [[ $line == *[[:space:]] ]] && line+="''"
    COMPREPLY=()
    while IFS= read -r reply; do
        [[ -z $reply ]] && continue
        [[ ${COMP_WORDS[COMP_CWORD]} == [\"\']* ]] || printf -v reply %%q "$reply"
        COMPREPLY+=("$reply")
    done < <(env COMP_WORDS="$line" COMP_CWORD=-1 %(autocomplete_var)s=complete_bash "$1" 2>/dev/null)
    [[ ${#COMPREPLY[@]} == 1 && ${COMPREPLY[0]} == *[=/] ]] && compopt -o nospace 2>/dev/null
    return 0
}

complete -o default -F %(complete_func)s %(prog_name)s
"""
"""Script for bash. Typer's takes ``--format=json`` for three words, and puts a space after ``label=`` and a folder."""

_ZSH = r"""
#compdef %(prog_name)s

%(complete_func)s() {
    local line
    local -a open found
    for line in "${(@f)$(env _TYPER_COMPLETE_FISH_ACTION=get-args _TYPER_COMPLETE_ARGS="${words[1,CURRENT]}" \
            %(autocomplete_var)s=complete_fish %(prog_name)s 2>/dev/null)}"; do
        if [[ ${line%%%%$'\t'*} == *[=/] ]]; then
            open+=("${${line//:/\:}/$'\t'/:}")
        elif [[ -n $line ]]; then
            found+=("${${line//:/\:}/$'\t'/:}")
        fi
    done
    [[ ${words[CURRENT]} == --*=* ]] && compset -P '*='
    if (( $#open + $#found )); then
        _describe %(prog_name)s open -S '' -- found
    else
        _files
    fi
}

compdef %(complete_func)s %(prog_name)s
if [[ ${funcstack[1]} == _%(prog_name)s ]]; then %(complete_func)s; fi
"""
"""Script for zsh, likewise. It asks as fish does, whose answers are lines of a value and its text.

In its last line zsh has loaded an installed script because it needs an answer.
"""


def is_completion(arguments: Sequence[str]) -> bool:
    """Return whether a shell asks for completion, or someone for the script with which it does."""
    return bool(os.environ.get(_ASKED)) or any(one.partition("=")[0] in _SCRIPTS for one in arguments)


def completed(main: Callable[[], Any]) -> Any:
    """Let `main` answer a shell, or hand out the script; return its result.

    Where it fails to answer it says nothing: that would stand in the line that is being typed.
    """
    _use_own_scripts()
    if not os.environ.get(_ASKED, "").startswith("complete"):
        return main()
    with open(os.devnull, "w", encoding="utf-8") as nowhere, redirect_stderr(nowhere), suppress(Exception, SystemExit):
        main()
    return None


def _use_own_scripts() -> None:
    """Let Typer hand out our scripts. These names of Typer are private; without them it hands out its own."""
    with suppress(ImportError, AttributeError):
        from typer import _completion_classes, _completion_shared

        _completion_classes.BashComplete.source_template = _BASH
        _completion_classes.ZshComplete.source_template = _ZSH
        _completion_shared._completion_scripts.update(bash=_BASH, zsh=_ZSH)  # noqa: SLF001 - there is no public way


def spoken(ctx: Any) -> str:
    """Return the language of the line that is being typed: that of its ``--lang``, else that of a run without one."""
    from tiia_cost.cli.language import language

    return language(ctx.params.get("lang") or ctx.find_root().params.get("lang"))


def services(ctx: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    """Return the names of services that begin as typed, each with another name of the service."""
    return [*_services(ctx, incomplete)]


def counts(ctx: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    """Return the beginnings of ``SERVICE=CALLS``: names of services with the ``=``."""
    return [(f"{name}=", text) for name, text in _services(ctx, incomplete)]


def usage(ctx: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    """Return what a USAGE may begin with or be: a service with its ``=``, a table, a folder, a sheet of a workbook."""
    from tiia_cost.inputs.files import is_table

    if "#" in incomplete:
        return [*_sheets(incomplete)]
    of_services = [] if os.sep in incomplete else counts(ctx, incomplete)
    return [*of_services, *_paths(incomplete, lambda path: is_table(os.path.basename(path)))]


def price_lists(incomplete: str) -> list[tuple[str, str]]:
    """Return the names of shipped sets and lists, and the YAML files and folders, that begin as typed."""
    from tiia_cost.inputs.settings.price_file import shipped_sets

    sets = shipped_sets()
    lists = {name: set_ for set_, names in sets.items() for name in names}
    return [*((name, "") for name in sets), *lists.items(), *settings(incomplete)]


def settings(incomplete: str) -> list[tuple[str, str]]:
    """Return the YAML files and folders that begin as typed."""
    from tiia_cost.inputs.settings.yaml_model import is_settings

    return [*_paths(incomplete, is_settings)]


def attached(*known: str) -> Callable[[str], list[str]]:
    """Return a completer of an option that may have a value, but only one attached to it: ``--plot=zones``."""

    def values(incomplete: str) -> list[str]:
        line = os.environ.get("COMP_WORDS") or os.environ.get("_TYPER_COMPLETE_ARGS") or ""
        return [*known] if line.endswith(f"={incomplete}") else []

    return values


def _services(ctx: typer.Context, incomplete: str) -> Iterator[tuple[str, str]]:
    """Yield the names that begin as typed; where nothing is typed, one of each service, in the language of the run.

    Names with spaces or colons are left out: few would type them, and bash parts words at both.
    """
    lang = spoken(ctx)
    book = _book(ctx.params.get("prices"))
    for service in book.services:
        row = next(prices.services[service] for prices in reversed(book.lists) if service in prices.services)
        called = row.name.zh if lang == "zh" else row.name.en
        names = (service, *row.names()) if incomplete else (called if lang == "zh" else service,)
        for name in dict.fromkeys(names):
            if name.startswith(incomplete) and not {*" :"} & {*name}:
                yield name, service if name == called else called


def _book(prices: list[str] | None) -> PriceBook:
    from tiia_cost.inputs.settings.price_file import load_prices

    return load_prices(*(prices or filter(None, os.environ.get("TIIA_COST_PRICES", "").split(os.pathsep))))


def _paths(incomplete: str, fits: Callable[[str], bool]) -> Iterator[tuple[str, str]]:
    """Yield folders, with a / at the end, and the files that fit; hidden ones only if a dot is typed."""
    from tiia_cost.messages import is_printable

    folder, start = os.path.split(incomplete)
    with suppress(OSError):
        for name in sorted(os.listdir(folder or os.curdir)):
            path = os.path.join(folder, name)
            if not name.startswith(start) or (name.startswith(".") and not start) or not is_printable(path):
                continue
            if os.path.isdir(path):
                yield f"{path}/", ""
            elif fits(path):
                yield path, ""


def _sheets(incomplete: str) -> Iterator[tuple[str, str]]:
    """Yield ``FILE.xlsx#SHEET`` for each visible sheet of a workbook."""
    from tiia_cost.inputs.tables.workbook.xlsx import sheet_names

    file, _, start = incomplete.rpartition("#")
    with open(file, "rb") as stream:
        for name in sheet_names(stream):
            if name.startswith(start):
                yield f"{file}#{name}", ""
