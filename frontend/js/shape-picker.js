/*
 * A line or an area, point by point: the pin stands still in the middle and the map moves under it, by finger, mouse or
 * arrow keys; a button adds the point under the pin. So no drawing by dragging is ever needed.
 */
import { Bounds, NavigationControl, makeMap } from "./map-view.js";

const SHAPE = "drawn-shape";

export function offerShapes(root) {
  for (const element of root.querySelectorAll("[data-shape-picker]")) {
    new ShapePicker(element);
  }
}

class ShapePicker {
  constructor(element) {
    this.words = element.dataset;
    this.part = (name) => element.querySelector(`[data-shape-${name}]`);
    this.field = this.part("points");
    this.points = this.field.value
      .split(";")
      .filter(Boolean)
      .map((pair) => pair.split(",").map(Number));
    const frame = this.part("map");
    frame.hidden = false;
    this.map = makeMap(this.part("canvas"), {
      styleUrl: this.words.styleUrl,
      workerUrl: this.words.workerUrl,
      label: this.words.mapLabel,
      zoom: Number(this.words.zoom),
      centre: [Number(this.words.centreLongitude), Number(this.words.centreLatitude)],
    });
    if (!this.map) {
      frame.hidden = true;
      return;
    }
    this.#listen();
  }

  #listen() {
    this.map.addControl(new NavigationControl({ showCompass: false }), "top-right");
    const pin = document.createElement("div");
    pin.className = "moothall-aim";
    this.part("canvas").append(pin);
    for (const [name, words] of [["in", this.words.zoomIn], ["out", this.words.zoomOut]]) {
      const button = this.part("canvas").querySelector(`.maplibregl-ctrl-zoom-${name}`);
      button?.setAttribute("aria-label", words);
      button?.setAttribute("title", words);
    }
    this.part("add").addEventListener("click", () => this.#add());
    this.part("undo").addEventListener("click", () => this.#undo());
    this.map.on("load", () => {
      this.map.addSource(SHAPE, { type: "geojson", data: this.#shape() });
      this.map.addLayer({ id: `${SHAPE}-line`, type: "line", source: SHAPE, paint: { "line-color": "#b3282d", "line-width": 4 } });
      this.map.addLayer({ id: `${SHAPE}-points`, type: "circle", source: SHAPE, paint: { "circle-color": "#b3282d", "circle-radius": 6 } });
      if (this.points.length) {
        const bounds = new Bounds();
        this.points.forEach(([latitude, longitude]) => bounds.extend([longitude, latitude]));
        this.map.fitBounds(bounds, { padding: 40, maxZoom: 17, animate: false });
      }
    });
    this.#tell();
  }

  #add() {
    const { lat, lng } = this.map.getCenter();
    this.points.push([Number(lat.toFixed(6)), Number(lng.toFixed(6))]);
    this.#changed();
  }

  #undo() {
    this.points.pop();
    this.#changed();
  }

  #changed() {
    this.field.value = this.points.map((point) => point.join(",")).join(";");
    this.field.dispatchEvent(new Event("input", { bubbles: true }));
    this.map.getSource(SHAPE)?.setData(this.#shape());
    this.#tell();
  }

  #tell() {
    this.part("undo").disabled = this.points.length === 0;
    this.part("status").textContent = this.points.length ? this.words.count.replace("{number}", this.points.length) : "";
  }

  #shape() {
    const places = this.points.map(([latitude, longitude]) => [longitude, latitude]);
    const outline = this.words.area === "true" && places.length > 2 ? [...places, places[0]] : places;
    return {
      type: "FeatureCollection",
      features: [
        { type: "Feature", properties: {}, geometry: { type: "MultiPoint", coordinates: places } },
        { type: "Feature", properties: {}, geometry: { type: "LineString", coordinates: outline } },
      ],
    };
  }
}
