// The window's key is kept for this window only, and the page is asked for in its own name.
sessionStorage.setItem("window-key", document.querySelector("meta[name=window-key]").content);
location.replace("/");
