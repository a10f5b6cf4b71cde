// Records what is said in a meeting and hands it in, without leaving the page. Without it a file can be chosen.
"use strict";

(() => {
  const KINDS = ["audio/webm;codecs=opus", "audio/mp4"];
  const BITS = 24000, TICK = 1000;
  let known = null;

  function begin() {
    const form = document.querySelector("form[data-records]");
    if (form && form !== known && navigator.mediaDevices && window.MediaRecorder) attend(form);
    known = form;
  }

  function attend(form) {
    const button = form.querySelector("[data-record]"), discard = form.querySelector("[data-discard]"), time = form.querySelector("[data-time]"), state = form.querySelector("[data-state]");
    const fold = form.closest("[data-keep]"), kind = KINDS.find((one) => MediaRecorder.isTypeSupported(one));
    if (!kind) return;
    form.querySelector("[data-tools]").hidden = false;
    form.querySelector("[data-or]").hidden = false;
    form.querySelector("[data-only]").hidden = true;
    let recorder = null, unsent = null, isBusy = false;

    const say = (text) => { state.textContent = text; };
    // The page that draws itself anew leaves the recorder alone meanwhile, and nobody closes it by mistake.
    const mark = (text) => { fold.dataset.unsaved = text; };
    addEventListener("beforeunload", (event) => { if (form.isConnected && fold.dataset.unsaved) event.preventDefault(); });

    button.addEventListener("click", () => {
      if (isBusy) return;
      if (recorder) recorder.stop();
      else if (unsent) send(unsent);
      else record();
    });

    discard.addEventListener("click", () => {
      if (isBusy) return;
      forget();
      say("Discarded.");
      button.focus();
    });

    async function record() {
      isBusy = true;
      let stream;
      try {
        stream = await navigator.mediaDevices.getUserMedia({ audio: { channelCount: 1 } });
      } catch {
        say("The microphone is not there or not allowed. Allow it in the browser, or choose a file.");
        return;
      } finally { isBusy = false; }
      const parts = [], started = Date.now();
      let size = 0;
      recorder = new MediaRecorder(stream, { mimeType: kind, audioBitsPerSecond: BITS });
      recorder.addEventListener("dataavailable", ({ data }) => {
        parts.push(data);
        size += data.size;
        const seconds = Math.floor((Date.now() - started) / 1000);
        time.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
        const isFull = seconds >= Number(form.dataset.seconds) || size > Number(form.dataset.bytes) * 0.97;
        if (isFull && recorder && recorder.state === "recording") recorder.stop();
      });
      recorder.addEventListener("stop", () => {
        for (const track of stream.getTracks()) track.stop();
        recorder = null;
        unsent = new Blob(parts, { type: kind });
        send(unsent);
      });
      recorder.start(TICK);
      mark("yes");
      button.textContent = "Stop";
      say("Recording. Stop when you are done: it is sent then.");
    }

    async function send(sound) {
      isBusy = true;
      button.textContent = "Send again";
      discard.hidden = false;
      say("Sending …");
      const fields = new FormData();
      fields.append("form_token", form.elements.form_token.value);
      fields.append("in_place", "yes");
      fields.append("sound", sound, "recording");
      try {
        await answered(await fetchPatiently(form.action, { method: "POST", body: fields }));
      } catch {
        say("You are offline. The recording is still here: send it again when you are back.");
      }
      isBusy = false;
    }

    async function answered(response) {
      const isJson = (response.headers.get("content-type") || "").includes("json");
      const answer = isJson ? await response.json() : {};
      if (response.ok && answer.said) {
        forget();
        say(answer.said);
      } else if (response.status === 401 || response.status === 403) {
        say("You are signed out. Sign in in another tab, then send it again: the recording is still here.");
      } else {
        say(answer.problem || "AMO could not take it just now. The recording is still here: send it again.");
      }
    }

    function forget() {
      unsent = null;
      mark("");
      button.textContent = "Record";
      discard.hidden = true;
      time.textContent = "0:00";
    }
  }

  begin();
  document.addEventListener("amo:swapped", begin);
})();
