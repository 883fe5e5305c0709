"""Where the corpus of real device output is: $SHOWD_CORPUS, else ../shared/corpus beside the source tree."""
import os
import pathlib

SKIPPED = 77  # exit code of a test that needs what is not there
FOLDER = pathlib.Path(os.environ.get("SHOWD_CORPUS") or
                      pathlib.Path(__file__).resolve().parents[2] / "shared" / "corpus")


def program(name):
    """The corpus's own `name`, which scores; ends the test as skipped where there is none."""
    if not (FOLDER / name).exists():
        print(f"no corpus at {FOLDER}: skipped (SHOWD_CORPUS names another place)")
        raise SystemExit(SKIPPED)
    return FOLDER / name
