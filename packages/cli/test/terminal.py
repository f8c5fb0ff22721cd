"""Runs a command at a terminal of its own: waits for each text, then sends its keys. Prints what the terminal showed."""

import fcntl
import json
import os
import pty
import select
import signal
import struct
import sys
import termios
import time

command, steps = json.loads(sys.argv[1]), json.loads(sys.argv[2])
child, terminal = pty.fork()
if child == 0:
    os.environ["TERM"] = "xterm-256color"
    fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 100, 0, 0))
    os.execvp(command[0], command)

shown, at, ends = "", 0, time.monotonic() + 30
while time.monotonic() < ends:
    if steps and steps[0][0] in shown[at:]:
        at = shown.index(steps[0][0], at) + len(steps[0][0])
        # The prompt listens once it has been drawn.
        time.sleep(0.15)
        os.write(terminal, steps.pop(0)[1].encode())
        continue
    if not select.select([terminal], [], [], 0.1)[0]:
        continue
    try:
        piece = os.read(terminal, 65536)
    except OSError:
        break
    if not piece:
        break
    shown += piece.decode("utf-8", "replace")

if time.monotonic() >= ends:
    os.kill(child, signal.SIGKILL)
_, status = os.waitpid(child, 0)
print(json.dumps({"shown": shown, "code": os.waitstatus_to_exitcode(status), "left": steps}))
