/* Loaded only by pages that show a map. */
import { showPlaces } from "./map-places.js";
import { offerPins } from "./place-picker.js";

offerPins(document);
showPlaces(document);
