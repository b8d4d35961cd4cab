/*
 * The pin stands still in the middle and the map moves under it, by finger, mouse or arrow keys. Nothing is chosen
 * until a person has moved the map or asked for where they are.
 */
import { NavigationControl, calm, makeMap } from "./map-view.js";

const CLOSE_ENOUGH = 17;
const PIN =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 36 46" aria-hidden="true" focusable="false">' +
  '<path d="M18 45C18 45 34 28 34 17A16 16 0 0 0 2 17C2 28 18 45 18 45Z" fill="#b3282d" stroke="#fff" stroke-width="2"/>' +
  '<circle cx="18" cy="17" r="6" fill="#fff"/></svg>';

export function offerPins(root) {
  for (const element of root.querySelectorAll("[data-place-picker]")) {
    new PlacePicker(element);
  }
}

class PlacePicker {
  constructor(element) {
    this.words = element.dataset;
    this.part = (name) => element.querySelector(`[data-place-${name}]`);
    this.latitude = this.part("latitude");
    this.longitude = this.part("longitude");
    this.description = this.part("description");
    this.status = this.part("status");
    this.filled = "";
    const frame = this.part("map");
    frame.hidden = false;
    const given = this.latitude.value !== "" && this.longitude.value !== "";
    this.map = makeMap(this.part("canvas"), {
      styleUrl: this.words.styleUrl,
      workerUrl: this.words.workerUrl,
      label: this.words.mapLabel,
      zoom: given ? CLOSE_ENOUGH : Number(this.words.zoom),
      centre: given
        ? [Number(this.longitude.value), Number(this.latitude.value)]
        : [Number(this.words.centreLongitude), Number(this.words.centreLatitude)],
    });
    if (!this.map) {
      frame.hidden = true;
      return;
    }
    this.#listen();
    this.part("clear").hidden = !given;
  }

  #listen() {
    this.map.addControl(new NavigationControl({ showCompass: false }), "top-right");
    const pin = document.createElement("div");
    pin.className = "moothall-pin";
    pin.innerHTML = PIN;
    this.part("canvas").append(pin);
    for (const [name, words] of [["in", this.words.zoomIn], ["out", this.words.zoomOut]]) {
      const button = this.part("canvas").querySelector(`.maplibregl-ctrl-zoom-${name}`);
      button?.setAttribute("aria-label", words);
      button?.setAttribute("title", words);
    }
    // Only moves that come from a person carry their event; the first drawing of the map does not.
    this.map.on("moveend", (event) => {
      if (event.originalEvent || event.asked) {
        this.#place();
      }
    });
    this.part("locate").addEventListener("click", () => this.#locate());
    this.part("clear").addEventListener("click", () => this.#clear());
    if (!("geolocation" in navigator)) {
      this.part("locate").hidden = true;
    }
  }

  #locate() {
    navigator.geolocation.getCurrentPosition(
      ({ coords }) =>
        this.map.easeTo(
          { center: [coords.longitude, coords.latitude], zoom: CLOSE_ENOUGH, animate: !calm() },
          { asked: true },
        ),
      () => {
        this.status.textContent = this.words.refused;
      },
      { enableHighAccuracy: true, timeout: 10_000 },
    );
  }

  async #place() {
    const { lat, lng } = this.map.getCenter();
    this.latitude.value = lat.toFixed(6);
    this.longitude.value = lng.toFixed(6);
    this.part("clear").hidden = false;
    this.latitude.dispatchEvent(new Event("input", { bubbles: true }));
    this.status.textContent = await this.#near(lat, lng);
  }

  /** Gives the words for the new pin, and writes the place into an empty description. */
  async #near(latitude, longitude) {
    if (!this.words.nearbyUrl) {
      return this.words.moved;
    }
    this.underWay?.abort();
    this.underWay = new AbortController();
    const address = new URL(this.words.nearbyUrl, window.location.href);
    address.searchParams.set("latitude", latitude.toFixed(6));
    address.searchParams.set("longitude", longitude.toFixed(6));
    try {
      const reply = await fetch(address, { signal: this.underWay.signal });
      const place = reply.ok ? await reply.json() : {};
      if (place.outside) {
        return this.words.outside;
      }
      if (!place.text) {
        return this.words.moved;
      }
      if (this.description.value === "" || this.description.value === this.filled) {
        this.description.value = place.text;
        this.filled = place.text;
      }
      return this.words.near.replace("{place}", place.text);
    } catch (error) {
      return error.name === "AbortError" ? this.status.textContent : this.words.moved;
    }
  }

  #clear() {
    this.latitude.value = "";
    this.longitude.value = "";
    this.status.textContent = "";
    this.part("clear").hidden = true;
    if (this.description.value === this.filled) {
      this.description.value = "";
    }
    this.description.focus();
  }
}
