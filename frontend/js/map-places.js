/* The places of a list drawn on a map beside it, numbered as the list is. The list stays what one reads and follows. */
import { Bounds, Marker, makeMap } from "./map-view.js";

export function showPlaces(root) {
  for (const element of root.querySelectorAll("[data-map-places]")) {
    const places = Array.from(element.querySelectorAll("li")).flatMap((item, index) =>
      item.dataset.latitude
        ? [{ number: index + 1, at: [Number(item.dataset.longitude), Number(item.dataset.latitude)] }]
        : [],
    );
    if (places.length > 0) {
      show(element, places);
    }
  }
}

function show(element, places) {
  const canvas = element.querySelector("[data-map-canvas]");
  canvas.hidden = false;
  canvas.setAttribute("aria-hidden", "true");
  const map = makeMap(canvas, {
    styleUrl: element.dataset.styleUrl,
    workerUrl: element.dataset.workerUrl,
    centre: places[0].at,
    zoom: 15,
  });
  if (!map) {
    canvas.hidden = true;
    return;
  }
  // Hidden from screen readers, so nothing inside may take the focus.
  canvas.inert = true;
  const bounds = new Bounds();
  for (const { number, at } of places) {
    const marker = document.createElement("div");
    marker.className = "moothall-marker";
    marker.textContent = places.length > 1 ? String(number) : "";
    new Marker({ element: marker }).setLngLat(at).addTo(map);
    bounds.extend(at);
  }
  if (places.length > 1) {
    map.fitBounds(bounds, { padding: 50, maxZoom: 16, animate: false });
  }
}
