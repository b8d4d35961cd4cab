/* What every page may use. Each piece improves something that already works without it. */
import {
  Button,
  CharacterCount,
  Checkboxes,
  ErrorSummary,
  NotificationBanner,
  Radios,
  SkipLink,
  Tabs,
  createAll,
  isSupported,
} from "govuk-frontend";
import { improveAddressLookups } from "./address.js";
import { saveWhileTyping } from "./autosave.js";
import { countDownHolds } from "./hold-clock.js";
import { tellOfPasskeys } from "./passkey.js";
import { offerToPrint } from "./print.js";
import { revealWhileAnswering } from "./reveal.js";
import { sendOnce } from "./send-once.js";
import { thankInPlace } from "./useful.js";
import { tellWhoseClock } from "./zone.js";

if (isSupported()) {
  for (const Component of [Button, CharacterCount, Checkboxes, ErrorSummary, NotificationBanner, Radios, SkipLink, Tabs]) {
    createAll(Component);
  }
}
sendOnce(document);
improveAddressLookups(document);
saveWhileTyping(document);
revealWhileAnswering(document);
thankInPlace(document);
tellOfPasskeys(document);
countDownHolds(document);
tellWhoseClock(document);
offerToPrint(document);
