/** The tests of the core that need no Node. `npm run conformance` runs them on every runtime, and in a browser. */
import "./core-conversation.test.js";
import "./definition/definition.test.js";
import "./delivery/remarks.test.js";
import "./engine/conversation.test.js";
import "./engine/offers.test.js";
import "./reading/pick-action.test.js";
import "./reading/read-message.test.js";
import "./recording/serialize-edited.test.js";
