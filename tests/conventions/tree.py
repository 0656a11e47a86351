"""Rules about files and folders, whatever is in them."""

import re
from collections.abc import Iterator
from pathlib import Path

CODE = {".py", ".sql", ".yml"}
LONGEST_FILE = 300
CATCH_ALL_NAMES = {"utils", "util", "helpers", "helper", "common", "misc"}

# What nights, dbt, Dagster and tools write. Hidden folders are theirs too, but for two.
PRODUCED = {"__pycache__", "target", "logs", "dbt_packages", "build", "dist"}
HIDDEN_SOURCE = {".ci", ".github"}

# Folders whose parts need no README.md of their own: they mirror the tree, or are topics of one.
TOLD_ABOVE = ("tests", "dbt_project/models/marts")

MACHINE_PATH = re.compile(r"(?:(?<![\w.~%:/*}-])|file://)/(?:work|home|root|tmp)/\w")
INDEX_ADDRESS = re.compile(r"://|^\s*-(?!-hash=)")  # an address, or any option but a hash

LOCKED = re.compile(r"\S+==\S+ .*--hash=sha256:")


def source_files(root: Path) -> Iterator[Path]:
    """Every file of the tree that a person wrote, in order."""
    for path in sorted(root.iterdir()):
        hidden = path.name.startswith(".") and path.name not in HIDDEN_SOURCE
        if path.is_dir() and not hidden and path.name not in PRODUCED:
            yield from produced_apart(path) if path.name == "warehouse" else source_files(path)
        elif path.is_file() and path.name != ".git":  # where git keeps a worktree
            yield path


def produced_apart(warehouse: Path) -> Iterator[Path]:
    """The files of warehouse/ that are no product of a night."""
    yield from warehouse.glob("README.md")
    yield from sorted(path for path in warehouse.glob("superset/**/*") if path.is_file())


def text_of(path: Path) -> str:
    """The text of a file, or nothing if it is not text."""
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""


def every_folder_with_code_has_a_readme(root: Path) -> list[str]:
    """A newcomer opens a folder and reads first what belongs there."""
    folders = {path.parent for path in source_files(root) if path.suffix in CODE}
    told = {_teller(folder.relative_to(root).as_posix()) for folder in folders}
    return [
        f"{folder}/ has code but no README.md: write one screen on what belongs there"
        for folder in sorted(told)
        if not folder.startswith(".") and not (root / folder / "README.md").exists()
    ]


def _teller(folder: str) -> str:
    """The folder whose README.md tells about this one."""
    return next((above for above in TOLD_ABOVE if folder.startswith(f"{above}/")), folder)


def no_module_is_a_catch_all(root: Path) -> list[str]:
    """A module is named for what it holds."""
    return [
        f"{path.relative_to(root)}: '{part}' says nothing, name it for what it holds"
        for path in source_files(root)
        if path.suffix in {".py", ".sql"}
        for part in (*path.relative_to(root).parent.parts, path.stem.removeprefix("test_"))
        if part in CATCH_ALL_NAMES
    ]


def no_python_file_is_long(root: Path) -> list[str]:
    """A file that is read in one go."""
    modules = [path for path in source_files(root) if path.suffix == ".py"]
    lengths = {path.relative_to(root): len(text_of(path).splitlines()) for path in modules}
    return [
        f"{path} has {length} lines, more than {LONGEST_FILE}: split it by subject"
        for path, length in lengths.items()
        if length > LONGEST_FILE
    ]


def no_path_of_one_machine(root: Path) -> list[str]:
    """What is committed works from any folder, for anybody."""
    return [
        f"{path.relative_to(root)}:{number}: {line.strip()[:80]!r} holds a path of one machine"
        for path in source_files(root)
        for number, line in enumerate(text_of(path).splitlines(), start=1)
        if MACHINE_PATH.search(line)
    ]


def no_lock_names_an_index(root: Path) -> list[str]:
    """Where packages come from is for the machine that installs them to say."""
    return [
        f"{lock.relative_to(root)}:{number}: {line.strip()!r} is the address of a package index"
        for lock in _locks(root)
        for number, line in enumerate(text_of(lock).splitlines(), start=1)
        if INDEX_ADDRESS.search(line)
    ]


def every_locked_package_has_hashes(root: Path) -> list[str]:
    """An install brings exactly the files that were chosen."""
    return [
        f"{lock.relative_to(root)}: {line.split()[0]} has no exact version with hashes,"
        " run `make lock`"
        for lock in _locks(root)
        for line in text_of(lock).replace("\\\n", " ").splitlines()
        if line.strip() and not line.startswith("#") and not LOCKED.match(line)
    ]


def _locks(root: Path) -> list[Path]:
    return [path for path in source_files(root) if path.name == "requirements.lock"]


def the_readme_shows_the_two_commands(root: Path) -> list[str]:
    """The first page says how to see it work."""
    readme = root / "README.md"
    text = text_of(readme) if readme.exists() else ""
    return [
        f"README.md does not show `{command}`"
        for command in ("make demo", "make test")
        if command not in text
    ]
