"""Runs a program of Python that ends when its standard input does, which is at the latest when whoever started it ends."""

import os
import runpy
import signal
import sys
import threading


def wait_for_the_end():
    sys.stdin.buffer.read()
    os.kill(os.getpid(), signal.SIGTERM)


threading.Thread(target=wait_for_the_end, daemon=True).start()
del sys.argv[0]
runpy.run_path(sys.argv[0], run_name="__main__")
