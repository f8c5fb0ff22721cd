import theme from "vitepress/theme-without-fonts";
import "./style.css";

// The system's fonts: nothing is asked of another server, and nothing shifts while a font loads.
export default theme;
