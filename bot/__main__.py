"""`python -m bot` is `supplierbot`, for a machine where the script is not on the path."""

from bot.cli import main

main()
