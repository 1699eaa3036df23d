// The two ways between page and server. Both carry the window's key, so that a stolen cookie is
// not enough; that is also why this is no EventSource, which cannot carry one.

const key = sessionStorage.getItem("window-key") ?? "";

const AGAIN_AFTER_MS = 1000;

/** Post a value as JSON; resolves to whether the server took it. */
export async function tell(path, value) {
  try {
    return (await ask(path, value)).ok;
  } catch {
    return false; // the event stream tells that the server is gone
  }
}

/** Hand every event to its handler, for ever; a stream that ends is asked for again. */
export async function listen(handlers) {
  for (;;) {
    try {
      const response = await ask("/events", "");
      if (response.status === 403) {
        handlers.moved(); // another window has been let in since
        return;
      }
      if (response.ok && (await read(response.body, handlers))) return;
    } catch {
      // told below
    }
    handlers.lost();
    await new Promise((resolve) => setTimeout(resolve, AGAIN_AFTER_MS));
  }
}

function ask(path, value) {
  return fetch(path, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-Reflect-Window": key },
    body: JSON.stringify(value),
    keepalive: path === "/draft", // what was typed is told though the page is left
    cache: "no-store",
    redirect: "error",
  });
}

/** Read the stream to its end; true where it told that there will be no more. */
async function read(body, handlers) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  let final = false;
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return final;
    const events = (rest + value).split("\n\n");
    rest = events.pop();
    for (const event of events) {
      const told = /^event: (\w+)\ndata: (.*)$/.exec(event);
      if (!told) continue; // a heartbeat
      final = told[1] === "moved" || told[1] === "over";
      handlers[told[1]](JSON.parse(told[2]));
    }
  }
}
