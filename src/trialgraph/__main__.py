"""`python -m trialgraph` is the `trialgraph` command."""

from trialgraph.cli import main

if __name__ == "__main__":
    main(prog_name="trialgraph")
