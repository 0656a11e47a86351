"""The entry of the command `heatmaps`.

Processes that draw pictures load it again: it imports nothing before it is called.
"""


def main() -> None:
    """Run the command."""
    from orchestration.cli.main import main as run

    run()


if __name__ == "__main__":
    main()
