"""The local page: one window in a browser, over the same view and actions as every other screen.

- `picture`  what the page shows, as one frozen value, and how it becomes JSON;
- `checks`   what a request must bring; pure, no server;
- `guarded`  holds every request to that, within its time;
- `connections`  how long and how many may stand there before they have shown anything;
- `live`     what the window shows now;
- `seat`     what somebody has not been told yet of what is shown;
- `server`   the program's side: what the page's process is told, and what of its answers counts;
- `process`  that process as the program has it;
- `messages` the typed lines between the two;
- `child`, `serving`  the page's own process: serves one window, and has its network closed;
- `trying`   the ways out of that process, tried;
- `door`     how a browser gets in without a secret on a command line;
- `browser`  which browser is opened, and how;
- `leftovers`  the folders for both, and what a killed program left of them;
- `look`     how the person wants the page to look and to be operated;
- `words`    the page's own wording, from `phrases/LANG.toml`, and the page made of it;
- `screen`   whatever scene is on, as `stage.ports.Screen` has it;
- `kiosk`    what only a kiosk's page tells: a lost window, a typed key;
- `static/`  plain HTML, CSS and JavaScript: no build step, nothing from another host.

What no `View` can say is shown as a `Picture` of its own: make one and publish it with whoever
takes its choices,

    server.publish(Shown(Picture(...), take))

where `take(choice_id)`, and `take_text(text)` for a picture with a field to type into, is called
on the page's thread and may only post to an inbox. The page draws whatever the picture holds and
knows of no session, no kiosk and no state; a choice that the present picture does not offer never
reaches anybody.
"""
