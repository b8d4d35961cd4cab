/* Loaded only by pages that show a map. */
import { showPlaces } from "./map-places.js";
import { offerPins } from "./place-picker.js";
import { offerShapes } from "./shape-picker.js";

offerPins(document);
offerShapes(document);
showPlaces(document);
