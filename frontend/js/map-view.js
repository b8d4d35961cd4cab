/* One map of ours: own data only, no animation for those who do not want it, nothing turned or tilted by accident. */
import * as maplibre from "maplibre-gl";
import { GROUND, fillGround } from "./map-ground.js";

/** Makes a map in the element, or gives nothing where the browser cannot draw one. */
export function makeMap(element, { styleUrl, workerUrl, centre, zoom, label }) {
  if (workerUrl) {
    maplibre.setWorkerUrl(new URL(workerUrl, window.location.href).href);
  }
  try {
    const map = new maplibre.Map({
      container: element,
      style: styleUrl || GROUND,
      center: centre,
      zoom,
      minZoom: 10,
      maxZoom: 19,
      dragRotate: false,
      pitchWithRotate: false,
      touchPitch: false,
      attributionControl: { compact: false },
      cooperativeGestures: false,
    });
    if (!styleUrl) {
      fillGround(map);
    }
    map.touchZoomRotate.disableRotation();
    map.keyboard.disableRotation();
    if (label) {
      map.getCanvas().setAttribute("aria-label", label);
    }
    return map;
  } catch {
    return null;
  }
}

export const Marker = maplibre.Marker;
export const Bounds = maplibre.LngLatBounds;
export const NavigationControl = maplibre.NavigationControl;

export function calm() {
  return window.matchMedia("(prefers-reduced-motion: reduce)").matches;
}
