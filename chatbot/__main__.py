"""`python -m chatbot` is the same as `chatbot`."""

from chatbot.cli import main

if __name__ == "__main__":
    main(prog_name="chatbot")
