/*
 * The ground of our maps where no other style is given: streets and areas of the gazetteer itself, fetched for what
 * is seen. It needs nobody else's servers, and names are drawn with the typeface of the page.
 */
const STREETS_FROM = 12;
/** Boxes are rounded outward to this, in degrees, so that neighbours of a place ask for the same answer. */
const STEP = 0.02;
const WIDEST = 0.98;
const NOTHING = { type: "FeatureCollection", features: [] };

const FONT = ["Atkinson Hyperlegible Next"];
const byZoom = (...stops) => ["interpolate", ["exponential", 1.6], ["zoom"], ...stops];

export const GROUND = {
  version: 8,
  sources: {
    areas: { type: "geojson", data: NOTHING },
    streets: { type: "geojson", data: NOTHING },
  },
  layers: [
    { id: "ground", type: "background", paint: { "background-color": "#edf1ea" } },
    {
      id: "area-edges",
      type: "line",
      source: "areas",
      paint: { "line-color": "#8a6d9c", "line-width": 1.5, "line-dasharray": [4, 3], "line-opacity": 0.6 },
    },
    {
      id: "street-edges",
      type: "line",
      source: "streets",
      layout: { "line-cap": "round" },
      paint: { "line-color": "#b9c2bd", "line-width": byZoom(12, 1.5, 15, 8, 18, 30) },
    },
    {
      id: "streets",
      type: "line",
      source: "streets",
      layout: { "line-cap": "round" },
      paint: { "line-color": "#ffffff", "line-width": byZoom(12, 0.8, 15, 6, 18, 26) },
    },
    {
      id: "street-names",
      type: "symbol",
      source: "streets",
      minzoom: 14,
      layout: {
        "symbol-placement": "line-center",
        "text-field": ["get", "name"],
        "text-font": FONT,
        "text-size": byZoom(14, 12, 18, 17),
      },
      paint: { "text-color": "#2b3640", "text-halo-color": "#ffffff", "text-halo-width": 2 },
    },
  ],
};

/** Keeps the ground filled as the map moves. */
export function fillGround(map) {
  const layers = ["areas", "streets"].flatMap((name) => {
    const address = document.querySelector(`meta[name="map-${name}"]`)?.content;
    return address ? [new Layer(map, name, address)] : [];
  });
  const fill = () => layers.forEach((layer) => layer.fill());
  map.on("load", fill);
  map.on("moveend", fill);
}

class Layer {
  constructor(map, name, address) {
    this.map = map;
    this.name = name;
    this.address = address;
    this.box = null;
  }

  async fill() {
    const box = seen(this.map);
    const tooFar = this.name === "streets" && this.map.getZoom() < STREETS_FROM;
    if (tooFar || !box || (this.box && contains(this.box, box)) || !this.map.getSource(this.name)) {
      return;
    }
    this.box = box;
    const address = new URL(this.address, window.location.href);
    address.searchParams.set("bbox", box.map((degrees) => degrees.toFixed(2)).join(","));
    try {
      const reply = await fetch(address);
      if (reply.ok) {
        this.map.getSource(this.name).setData(await reply.json());
      }
    } catch {
      this.box = null; // the network failed: the next move asks again
    }
  }
}

function seen(map) {
  const bounds = map.getBounds();
  const box = [
    Math.floor(bounds.getWest() / STEP) * STEP,
    Math.floor(bounds.getSouth() / STEP) * STEP,
    Math.ceil(bounds.getEast() / STEP) * STEP,
    Math.ceil(bounds.getNorth() / STEP) * STEP,
  ];
  return box[2] - box[0] > WIDEST || box[3] - box[1] > WIDEST ? null : box;
}

function contains(outer, inner) {
  return outer[0] <= inner[0] && outer[1] <= inner[1] && outer[2] >= inner[2] && outer[3] >= inner[3];
}
