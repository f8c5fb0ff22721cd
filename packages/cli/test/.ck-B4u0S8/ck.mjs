#!/usr/bin/env node
import { createRequire as createRequireOfCk } from "node:module";
const require = createRequireOfCk(import.meta.url);
var __create = Object.create;
var __defProp = Object.defineProperty;
var __getOwnPropDesc = Object.getOwnPropertyDescriptor;
var __getOwnPropNames = Object.getOwnPropertyNames;
var __getProtoOf = Object.getPrototypeOf;
var __hasOwnProp = Object.prototype.hasOwnProperty;
var __require = /* @__PURE__ */ ((x) =>
  typeof require !== "undefined"
    ? require
    : typeof Proxy !== "undefined"
      ? new Proxy(x, {
          get: (a, b) => (typeof require !== "undefined" ? require : a)[b],
        })
      : x)(function (x) {
  if (typeof require !== "undefined") return require.apply(this, arguments);
  throw Error('Dynamic require of "' + x + '" is not supported');
});
var __esm = (fn, res) =>
  function __init() {
    return (fn && (res = (0, fn[__getOwnPropNames(fn)[0]])((fn = 0))), res);
  };
var __commonJS = (cb, mod) =>
  function __require2() {
    return (mod || (0, cb[__getOwnPropNames(cb)[0]])((mod = { exports: {} }).exports, mod), mod.exports);
  };
var __export = (target, all) => {
  for (var name in all) __defProp(target, name, { get: all[name], enumerable: true });
};
var __copyProps = (to, from, except, desc) => {
  if ((from && typeof from === "object") || typeof from === "function") {
    for (let key of __getOwnPropNames(from))
      if (!__hasOwnProp.call(to, key) && key !== except)
        __defProp(to, key, {
          get: () => from[key],
          enumerable: !(desc = __getOwnPropDesc(from, key)) || desc.enumerable,
        });
  }
  return to;
};
var __toESM = (mod, isNodeMode, target) => (
  (target = mod != null ? __create(__getProtoOf(mod)) : {}),
  __copyProps(
    // If the importer is in node compatibility mode or this is not an ESM
    // file that has been converted to a CommonJS file using a Babel-
    // compatible transform (i.e. "__esModule" has not been set), then set
    // "default" to the CommonJS "module.exports" for node compatibility.
    isNodeMode || !mod || !mod.__esModule ? __defProp(target, "default", { value: mod, enumerable: true }) : target,
    mod,
  )
);

// node_modules/.pnpm/commander@14.0.3/node_modules/commander/lib/error.js
var require_error = __commonJS({
  "node_modules/.pnpm/commander@14.0.3/node_modules/commander/lib/error.js"(exports) {
    var CommanderError2 = class extends Error {
      /**
       * Constructs the CommanderError class
       * @param {number} exitCode suggested exit code which could be used with process.exit
       * @param {string} code an id string representing the error
       * @param {string} message human-readable description of the error
       */
      constructor(exitCode, code, message) {
        super(message);
        Error.captureStackTrace(this, this.constructor);
        this.name = this.constructor.name;
        this.code = code;
        this.exitCode = exitCode;
        this.nestedError = void 0;
      }
    };
    var InvalidArgumentError2 = class extends CommanderError2 {
      /**
       * Constructs the InvalidArgumentError class
       * @param {string} [message] explanation of why argument is invalid
       */
      constructor(message) {
        super(1, "commander.invalidArgument", message);
        Error.captureStackTrace(this, this.constructor);
        this.name = this.constructor.name;
      }
    };
    exports.CommanderError = CommanderError2;
    exports.InvalidArgumentError = InvalidArgumentError2;
  },
});

// node_modules/.pnpm/commander@14.0.3/node_modules/commander/lib/argument.js
var require_argument = __commonJS({
  "node_modules/.pnpm/commander@14.0.3/node_modules/commander/lib/argument.js"(exports) {
    var { InvalidArgumentError: InvalidArgumentError2 } = require_error();
    var Argument2 = class {
      /**
       * Initialize a new command argument with the given name and description.
       * The default is that the argument is required, and you can explicitly
       * indicate this with <> around the name. Put [] around the name for an optional argument.
       *
       * @param {string} name
       * @param {string} [description]
       */
      constructor(name, description) {
        this.description = description || "";
        this.variadic = false;
        this.parseArg = void 0;
        this.defaultValue = void 0;
        this.defaultValueDescription = void 0;
        this.argChoices = void 0;
        switch (name[0]) {
          case "<":
            this.required = true;
            this._name = name.slice(1, -1);
            break;
          case "[":
            this.required = false;
            this._name = name.slice(1, -1);
            break;
          default:
            this.required = true;
            this._name = name;
            break;
        }
        if (this._name.endsWith("...")) {
          this.variadic = true;
          this._name = this._name.slice(0, -3);
        }
      }
      /**
       * Return argument name.
       *
       * @return {string}
       */
      name() {
        return this._name;
      }
      /**
       * @package
       */
      _collectValue(value, previous) {
        if (previous === this.defaultValue || !Array.isArray(previous)) {
          return [value];
        }
        previous.push(value);
        return previous;
      }
      /**
       * Set the default value, and optionally supply the description to be displayed in the help.
       *
       * @param {*} value
       * @param {string} [description]
       * @return {Argument}
       */
      default(value, description) {
        this.defaultValue = value;
        this.defaultValueDescription = description;
        return this;
      }
      /**
       * Set the custom handler for processing CLI command arguments into argument values.
       *
       * @param {Function} [fn]
       * @return {Argument}
       */
      argParser(fn) {
        this.parseArg = fn;
        return this;
      }
      /**
       * Only allow argument value to be one of choices.
       *
       * @param {string[]} values
       * @return {Argument}
       */
      choices(values) {
        this.argChoices = values.slice();
        this.parseArg = (arg, previous) => {
          if (!this.argChoices.includes(arg)) {
            throw new InvalidArgumentError2(`Allowed choices are ${this.argChoices.join(", ")}.`);
          }
          if (this.variadic) {
            return this._collectValue(arg, previous);
          }
          return arg;
        };
        return this;
      }
      /**
       * Make argument required.
       *
       * @returns {Argument}
       */
      argRequired() {
        this.required = true;
        return this;
      }
      /**
       * Make argument optional.
       *
       * @returns {Argument}
       */
      argOptional() {
        this.required = false;
        return this;
      }
    };
    function humanReadableArgName(arg) {
      const nameOutput = arg.name() + (arg.variadic === true ? "..." : "");
      return arg.required ? "<" + nameOutput + ">" : "[" + nameOutput + "]";
    }
    exports.Argument = Argument2;
    exports.humanReadableArgName = humanReadableArgName;
  },
});

// node_modules/.pnpm/commander@14.0.3/node_modules/commander/lib/help.js
var require_help = __commonJS({
  "node_modules/.pnpm/commander@14.0.3/node_modules/commander/lib/help.js"(exports) {
    var { humanReadableArgName } = require_argument();
    var Help2 = class {
      constructor() {
        this.helpWidth = void 0;
        this.minWidthToWrap = 40;
        this.sortSubcommands = false;
        this.sortOptions = false;
        this.showGlobalOptions = false;
      }
      /**
       * prepareContext is called by Commander after applying overrides from `Command.configureHelp()`
       * and just before calling `formatHelp()`.
       *
       * Commander just uses the helpWidth and the rest is provided for optional use by more complex subclasses.
       *
       * @param {{ error?: boolean, helpWidth?: number, outputHasColors?: boolean }} contextOptions
       */
      prepareContext(contextOptions) {
        this.helpWidth = this.helpWidth ?? contextOptions.helpWidth ?? 80;
      }
      /**
       * Get an array of the visible subcommands. Includes a placeholder for the implicit help command, if there is one.
       *
       * @param {Command} cmd
       * @returns {Command[]}
       */
      visibleCommands(cmd) {
        const visibleCommands = cmd.commands.filter((cmd2) => !cmd2._hidden);
        const helpCommand = cmd._getHelpCommand();
        if (helpCommand && !helpCommand._hidden) {
          visibleCommands.push(helpCommand);
        }
        if (this.sortSubcommands) {
          visibleCommands.sort((a, b) => {
            return a.name().localeCompare(b.name());
          });
        }
        return visibleCommands;
      }
      /**
       * Compare options for sort.
       *
       * @param {Option} a
       * @param {Option} b
       * @returns {number}
       */
      compareOptions(a, b) {
        const getSortKey = (option) => {
          return option.short ? option.short.replace(/^-/, "") : option.long.replace(/^--/, "");
        };
        return getSortKey(a).localeCompare(getSortKey(b));
      }
      /**
       * Get an array of the visible options. Includes a placeholder for the implicit help option, if there is one.
       *
       * @param {Command} cmd
       * @returns {Option[]}
       */
      visibleOptions(cmd) {
        const visibleOptions = cmd.options.filter((option) => !option.hidden);
        const helpOption = cmd._getHelpOption();
        if (helpOption && !helpOption.hidden) {
          const removeShort = helpOption.short && cmd._findOption(helpOption.short);
          const removeLong = helpOption.long && cmd._findOption(helpOption.long);
          if (!removeShort && !removeLong) {
            visibleOptions.push(helpOption);
          } else if (helpOption.long && !removeLong) {
            visibleOptions.push(cmd.createOption(helpOption.long, helpOption.description));
          } else if (helpOption.short && !removeShort) {
            visibleOptions.push(cmd.createOption(helpOption.short, helpOption.description));
          }
        }
        if (this.sortOptions) {
          visibleOptions.sort(this.compareOptions);
        }
        return visibleOptions;
      }
      /**
       * Get an array of the visible global options. (Not including help.)
       *
       * @param {Command} cmd
       * @returns {Option[]}
       */
      visibleGlobalOptions(cmd) {
        if (!this.showGlobalOptions) return [];
        const globalOptions = [];
        for (let ancestorCmd = cmd.parent; ancestorCmd; ancestorCmd = ancestorCmd.parent) {
          const visibleOptions = ancestorCmd.options.filter((option) => !option.hidden);
          globalOptions.push(...visibleOptions);
        }
        if (this.sortOptions) {
          globalOptions.sort(this.compareOptions);
        }
        return globalOptions;
      }
      /**
       * Get an array of the arguments if any have a description.
       *
       * @param {Command} cmd
       * @returns {Argument[]}
       */
      visibleArguments(cmd) {
        if (cmd._argsDescription) {
          cmd.registeredArguments.forEach((argument) => {
            argument.description = argument.description || cmd._argsDescription[argument.name()] || "";
          });
        }
        if (cmd.registeredArguments.find((argument) => argument.description)) {
          return cmd.registeredArguments;
        }
        return [];
      }
      /**
       * Get the command term to show in the list of subcommands.
       *
       * @param {Command} cmd
       * @returns {string}
       */
      subcommandTerm(cmd) {
        const args = cmd.registeredArguments.map((arg) => humanReadableArgName(arg)).join(" ");
        return (
          cmd._name +
          (cmd._aliases[0] ? "|" + cmd._aliases[0] : "") +
          (cmd.options.length ? " [options]" : "") + // simplistic check for non-help option
          (args ? " " + args : "")
        );
      }
      /**
       * Get the option term to show in the list of options.
       *
       * @param {Option} option
       * @returns {string}
       */
      optionTerm(option) {
        return option.flags;
      }
      /**
       * Get the argument term to show in the list of arguments.
       *
       * @param {Argument} argument
       * @returns {string}
       */
      argumentTerm(argument) {
        return argument.name();
      }
      /**
       * Get the longest command term length.
       *
       * @param {Command} cmd
       * @param {Help} helper
       * @returns {number}
       */
      longestSubcommandTermLength(cmd, helper) {
        return helper.visibleCommands(cmd).reduce((max, command) => {
          return Math.max(max, this.displayWidth(helper.styleSubcommandTerm(helper.subcommandTerm(command))));
        }, 0);
      }
      /**
       * Get the longest option term length.
       *
       * @param {Command} cmd
       * @param {Help} helper
       * @returns {number}
       */
      longestOptionTermLength(cmd, helper) {
        return helper.visibleOptions(cmd).reduce((max, option) => {
          return Math.max(max, this.displayWidth(helper.styleOptionTerm(helper.optionTerm(option))));
        }, 0);
      }
      /**
       * Get the longest global option term length.
       *
       * @param {Command} cmd
       * @param {Help} helper
       * @returns {number}
       */
      longestGlobalOptionTermLength(cmd, helper) {
        return helper.visibleGlobalOptions(cmd).reduce((max, option) => {
          return Math.max(max, this.displayWidth(helper.styleOptionTerm(helper.optionTerm(option))));
        }, 0);
      }
      /**
       * Get the longest argument term length.
       *
       * @param {Command} cmd
       * @param {Help} helper
       * @returns {number}
       */
      longestArgumentTermLength(cmd, helper) {
        return helper.visibleArguments(cmd).reduce((max, argument) => {
          return Math.max(max, this.displayWidth(helper.styleArgumentTerm(helper.argumentTerm(argument))));
        }, 0);
      }
      /**
       * Get the command usage to be displayed at the top of the built-in help.
       *
       * @param {Command} cmd
       * @returns {string}
       */
      commandUsage(cmd) {
        let cmdName = cmd._name;
        if (cmd._aliases[0]) {
          cmdName = cmdName + "|" + cmd._aliases[0];
        }
        let ancestorCmdNames = "";
        for (let ancestorCmd = cmd.parent; ancestorCmd; ancestorCmd = ancestorCmd.parent) {
          ancestorCmdNames = ancestorCmd.name() + " " + ancestorCmdNames;
        }
        return ancestorCmdNames + cmdName + " " + cmd.usage();
      }
      /**
       * Get the description for the command.
       *
       * @param {Command} cmd
       * @returns {string}
       */
      commandDescription(cmd) {
        return cmd.description();
      }
      /**
       * Get the subcommand summary to show in the list of subcommands.
       * (Fallback to description for backwards compatibility.)
       *
       * @param {Command} cmd
       * @returns {string}
       */
      subcommandDescription(cmd) {
        return cmd.summary() || cmd.description();
      }
      /**
       * Get the option description to show in the list of options.
       *
       * @param {Option} option
       * @return {string}
       */
      optionDescription(option) {
        const extraInfo = [];
        if (option.argChoices) {
          extraInfo.push(
            // use stringify to match the display of the default value
            `choices: ${option.argChoices.map((choice2) => JSON.stringify(choice2)).join(", ")}`,
          );
        }
        if (option.defaultValue !== void 0) {
          const showDefault =
            option.required || option.optional || (option.isBoolean() && typeof option.defaultValue === "boolean");
          if (showDefault) {
            extraInfo.push(`default: ${option.defaultValueDescription || JSON.stringify(option.defaultValue)}`);
          }
        }
        if (option.presetArg !== void 0 && option.optional) {
          extraInfo.push(`preset: ${JSON.stringify(option.presetArg)}`);
        }
        if (option.envVar !== void 0) {
          extraInfo.push(`env: ${option.envVar}`);
        }
        if (extraInfo.length > 0) {
          const extraDescription = `(${extraInfo.join(", ")})`;
          if (option.description) {
            return `${option.description} ${extraDescription}`;
          }
          return extraDescription;
        }
        return option.description;
      }
      /**
       * Get the argument description to show in the list of arguments.
       *
       * @param {Argument} argument
       * @return {string}
       */
      argumentDescription(argument) {
        const extraInfo = [];
        if (argument.argChoices) {
          extraInfo.push(
            // use stringify to match the display of the default value
            `choices: ${argument.argChoices.map((choice2) => JSON.stringify(choice2)).join(", ")}`,
          );
        }
        if (argument.defaultValue !== void 0) {
          extraInfo.push(`default: ${argument.defaultValueDescription || JSON.stringify(argument.defaultValue)}`);
        }
        if (extraInfo.length > 0) {
          const extraDescription = `(${extraInfo.join(", ")})`;
          if (argument.description) {
            return `${argument.description} ${extraDescription}`;
          }
          return extraDescription;
        }
        return argument.description;
      }
      /**
       * Format a list of items, given a heading and an array of formatted items.
       *
       * @param {string} heading
       * @param {string[]} items
       * @param {Help} helper
       * @returns string[]
       */
      formatItemList(heading, items, helper) {
        if (items.length === 0) return [];
        return [helper.styleTitle(heading), ...items, ""];
      }
      /**
       * Group items by their help group heading.
       *
       * @param {Command[] | Option[]} unsortedItems
       * @param {Command[] | Option[]} visibleItems
       * @param {Function} getGroup
       * @returns {Map<string, Command[] | Option[]>}
       */
      groupItems(unsortedItems, visibleItems, getGroup) {
        const result = /* @__PURE__ */ new Map();
        unsortedItems.forEach((item) => {
          const group = getGroup(item);
          if (!result.has(group)) result.set(group, []);
        });
        visibleItems.forEach((item) => {
          const group = getGroup(item);
          if (!result.has(group)) {
            result.set(group, []);
          }
          result.get(group).push(item);
        });
        return result;
      }
      /**
       * Generate the built-in help text.
       *
       * @param {Command} cmd
       * @param {Help} helper
       * @returns {string}
       */
      formatHelp(cmd, helper) {
        const termWidth = helper.padWidth(cmd, helper);
        const helpWidth = helper.helpWidth ?? 80;
        function callFormatItem(term, description) {
          return helper.formatItem(term, termWidth, description, helper);
        }
        let output = [`${helper.styleTitle("Usage:")} ${helper.styleUsage(helper.commandUsage(cmd))}`, ""];
        const commandDescription = helper.commandDescription(cmd);
        if (commandDescription.length > 0) {
          output = output.concat([helper.boxWrap(helper.styleCommandDescription(commandDescription), helpWidth), ""]);
        }
        const argumentList = helper.visibleArguments(cmd).map((argument) => {
          return callFormatItem(
            helper.styleArgumentTerm(helper.argumentTerm(argument)),
            helper.styleArgumentDescription(helper.argumentDescription(argument)),
          );
        });
        output = output.concat(this.formatItemList("Arguments:", argumentList, helper));
        const optionGroups = this.groupItems(
          cmd.options,
          helper.visibleOptions(cmd),
          (option) => option.helpGroupHeading ?? "Options:",
        );
        optionGroups.forEach((options, group) => {
          const optionList = options.map((option) => {
            return callFormatItem(
              helper.styleOptionTerm(helper.optionTerm(option)),
              helper.styleOptionDescription(helper.optionDescription(option)),
            );
          });
          output = output.concat(this.formatItemList(group, optionList, helper));
        });
        if (helper.showGlobalOptions) {
          const globalOptionList = helper.visibleGlobalOptions(cmd).map((option) => {
            return callFormatItem(
              helper.styleOptionTerm(helper.optionTerm(option)),
              helper.styleOptionDescription(helper.optionDescription(option)),
            );
          });
          output = output.concat(this.formatItemList("Global Options:", globalOptionList, helper));
        }
        const commandGroups = this.groupItems(
          cmd.commands,
          helper.visibleCommands(cmd),
          (sub) => sub.helpGroup() || "Commands:",
        );
        commandGroups.forEach((commands, group) => {
          const commandList = commands.map((sub) => {
            return callFormatItem(
              helper.styleSubcommandTerm(helper.subcommandTerm(sub)),
              helper.styleSubcommandDescription(helper.subcommandDescription(sub)),
            );
          });
          output = output.concat(this.formatItemList(group, commandList, helper));
        });
        return output.join("\n");
      }
      /**
       * Return display width of string, ignoring ANSI escape sequences. Used in padding and wrapping calculations.
       *
       * @param {string} str
       * @returns {number}
       */
      displayWidth(str) {
        return stripColor(str).length;
      }
      /**
       * Style the title for displaying in the help. Called with 'Usage:', 'Options:', etc.
       *
       * @param {string} str
       * @returns {string}
       */
      styleTitle(str) {
        return str;
      }
      styleUsage(str) {
        return str
          .split(" ")
          .map((word2) => {
            if (word2 === "[options]") return this.styleOptionText(word2);
            if (word2 === "[command]") return this.styleSubcommandText(word2);
            if (word2[0] === "[" || word2[0] === "<") return this.styleArgumentText(word2);
            return this.styleCommandText(word2);
          })
          .join(" ");
      }
      styleCommandDescription(str) {
        return this.styleDescriptionText(str);
      }
      styleOptionDescription(str) {
        return this.styleDescriptionText(str);
      }
      styleSubcommandDescription(str) {
        return this.styleDescriptionText(str);
      }
      styleArgumentDescription(str) {
        return this.styleDescriptionText(str);
      }
      styleDescriptionText(str) {
        return str;
      }
      styleOptionTerm(str) {
        return this.styleOptionText(str);
      }
      styleSubcommandTerm(str) {
        return str
          .split(" ")
          .map((word2) => {
            if (word2 === "[options]") return this.styleOptionText(word2);
            if (word2[0] === "[" || word2[0] === "<") return this.styleArgumentText(word2);
            return this.styleSubcommandText(word2);
          })
          .join(" ");
      }
      styleArgumentTerm(str) {
        return this.styleArgumentText(str);
      }
      styleOptionText(str) {
        return str;
      }
      styleArgumentText(str) {
        return str;
      }
      styleSubcommandText(str) {
        return str;
      }
      styleCommandText(str) {
        return str;
      }
      /**
       * Calculate the pad width from the maximum term length.
       *
       * @param {Command} cmd
       * @param {Help} helper
       * @returns {number}
       */
      padWidth(cmd, helper) {
        return Math.max(
          helper.longestOptionTermLength(cmd, helper),
          helper.longestGlobalOptionTermLength(cmd, helper),
          helper.longestSubcommandTermLength(cmd, helper),
          helper.longestArgumentTermLength(cmd, helper),
        );
      }
      /**
       * Detect manually wrapped and indented strings by checking for line break followed by whitespace.
       *
       * @param {string} str
       * @returns {boolean}
       */
      preformatted(str) {
        return /\n[^\S\r\n]/.test(str);
      }
      /**
       * Format the "item", which consists of a term and description. Pad the term and wrap the description, indenting the following lines.
       *
       * So "TTT", 5, "DDD DDDD DD DDD" might be formatted for this.helpWidth=17 like so:
       *   TTT  DDD DDDD
       *        DD DDD
       *
       * @param {string} term
       * @param {number} termWidth
       * @param {string} description
       * @param {Help} helper
       * @returns {string}
       */
      formatItem(term, termWidth, description, helper) {
        const itemIndent = 2;
        const itemIndentStr = " ".repeat(itemIndent);
        if (!description) return itemIndentStr + term;
        const paddedTerm = term.padEnd(termWidth + term.length - helper.displayWidth(term));
        const spacerWidth = 2;
        const helpWidth = this.helpWidth ?? 80;
        const remainingWidth = helpWidth - termWidth - spacerWidth - itemIndent;
        let formattedDescription;
        if (remainingWidth < this.minWidthToWrap || helper.preformatted(description)) {
          formattedDescription = description;
        } else {
          const wrappedDescription = helper.boxWrap(description, remainingWidth);
          formattedDescription = wrappedDescription.replace(/\n/g, "\n" + " ".repeat(termWidth + spacerWidth));
        }
        return (
          itemIndentStr +
          paddedTerm +
          " ".repeat(spacerWidth) +
          formattedDescription.replace(
            /\n/g,
            `
${itemIndentStr}`,
          )
        );
      }
      /**
       * Wrap a string at whitespace, preserving existing line breaks.
       * Wrapping is skipped if the width is less than `minWidthToWrap`.
       *
       * @param {string} str
       * @param {number} width
       * @returns {string}
       */
      boxWrap(str, width) {
        if (width < this.minWidthToWrap) return str;
        const rawLines = str.split(/\r\n|\n/);
        const chunkPattern = /[\s]*[^\s]+/g;
        const wrappedLines = [];
        rawLines.forEach((line) => {
          const chunks = line.match(chunkPattern);
          if (chunks === null) {
            wrappedLines.push("");
            return;
          }
          let sumChunks = [chunks.shift()];
          let sumWidth = this.displayWidth(sumChunks[0]);
          chunks.forEach((chunk) => {
            const visibleWidth = this.displayWidth(chunk);
            if (sumWidth + visibleWidth <= width) {
              sumChunks.push(chunk);
              sumWidth += visibleWidth;
              return;
            }
            wrappedLines.push(sumChunks.join(""));
            const nextChunk = chunk.trimStart();
            sumChunks = [nextChunk];
            sumWidth = this.displayWidth(nextChunk);
          });
          wrappedLines.push(sumChunks.join(""));
        });
        return wrappedLines.join("\n");
      }
    };
    function stripColor(str) {
      const sgrPattern = /\x1b\[\d*(;\d*)*m/g;
      return str.replace(sgrPattern, "");
    }
    exports.Help = Help2;
    exports.stripColor = stripColor;
  },
});

// node_modules/.pnpm/commander@14.0.3/node_modules/commander/lib/option.js
var require_option = __commonJS({
  "node_modules/.pnpm/commander@14.0.3/node_modules/commander/lib/option.js"(exports) {
    var { InvalidArgumentError: InvalidArgumentError2 } = require_error();
    var Option2 = class {
      /**
       * Initialize a new `Option` with the given `flags` and `description`.
       *
       * @param {string} flags
       * @param {string} [description]
       */
      constructor(flags, description) {
        this.flags = flags;
        this.description = description || "";
        this.required = flags.includes("<");
        this.optional = flags.includes("[");
        this.variadic = /\w\.\.\.[>\]]$/.test(flags);
        this.mandatory = false;
        const optionFlags = splitOptionFlags(flags);
        this.short = optionFlags.shortFlag;
        this.long = optionFlags.longFlag;
        this.negate = false;
        if (this.long) {
          this.negate = this.long.startsWith("--no-");
        }
        this.defaultValue = void 0;
        this.defaultValueDescription = void 0;
        this.presetArg = void 0;
        this.envVar = void 0;
        this.parseArg = void 0;
        this.hidden = false;
        this.argChoices = void 0;
        this.conflictsWith = [];
        this.implied = void 0;
        this.helpGroupHeading = void 0;
      }
      /**
       * Set the default value, and optionally supply the description to be displayed in the help.
       *
       * @param {*} value
       * @param {string} [description]
       * @return {Option}
       */
      default(value, description) {
        this.defaultValue = value;
        this.defaultValueDescription = description;
        return this;
      }
      /**
       * Preset to use when option used without option-argument, especially optional but also boolean and negated.
       * The custom processing (parseArg) is called.
       *
       * @example
       * new Option('--color').default('GREYSCALE').preset('RGB');
       * new Option('--donate [amount]').preset('20').argParser(parseFloat);
       *
       * @param {*} arg
       * @return {Option}
       */
      preset(arg) {
        this.presetArg = arg;
        return this;
      }
      /**
       * Add option name(s) that conflict with this option.
       * An error will be displayed if conflicting options are found during parsing.
       *
       * @example
       * new Option('--rgb').conflicts('cmyk');
       * new Option('--js').conflicts(['ts', 'jsx']);
       *
       * @param {(string | string[])} names
       * @return {Option}
       */
      conflicts(names) {
        this.conflictsWith = this.conflictsWith.concat(names);
        return this;
      }
      /**
       * Specify implied option values for when this option is set and the implied options are not.
       *
       * The custom processing (parseArg) is not called on the implied values.
       *
       * @example
       * program
       *   .addOption(new Option('--log', 'write logging information to file'))
       *   .addOption(new Option('--trace', 'log extra details').implies({ log: 'trace.txt' }));
       *
       * @param {object} impliedOptionValues
       * @return {Option}
       */
      implies(impliedOptionValues) {
        let newImplied = impliedOptionValues;
        if (typeof impliedOptionValues === "string") {
          newImplied = { [impliedOptionValues]: true };
        }
        this.implied = Object.assign(this.implied || {}, newImplied);
        return this;
      }
      /**
       * Set environment variable to check for option value.
       *
       * An environment variable is only used if when processed the current option value is
       * undefined, or the source of the current value is 'default' or 'config' or 'env'.
       *
       * @param {string} name
       * @return {Option}
       */
      env(name) {
        this.envVar = name;
        return this;
      }
      /**
       * Set the custom handler for processing CLI option arguments into option values.
       *
       * @param {Function} [fn]
       * @return {Option}
       */
      argParser(fn) {
        this.parseArg = fn;
        return this;
      }
      /**
       * Whether the option is mandatory and must have a value after parsing.
       *
       * @param {boolean} [mandatory=true]
       * @return {Option}
       */
      makeOptionMandatory(mandatory = true) {
        this.mandatory = !!mandatory;
        return this;
      }
      /**
       * Hide option in help.
       *
       * @param {boolean} [hide=true]
       * @return {Option}
       */
      hideHelp(hide = true) {
        this.hidden = !!hide;
        return this;
      }
      /**
       * @package
       */
      _collectValue(value, previous) {
        if (previous === this.defaultValue || !Array.isArray(previous)) {
          return [value];
        }
        previous.push(value);
        return previous;
      }
      /**
       * Only allow option value to be one of choices.
       *
       * @param {string[]} values
       * @return {Option}
       */
      choices(values) {
        this.argChoices = values.slice();
        this.parseArg = (arg, previous) => {
          if (!this.argChoices.includes(arg)) {
            throw new InvalidArgumentError2(`Allowed choices are ${this.argChoices.join(", ")}.`);
          }
          if (this.variadic) {
            return this._collectValue(arg, previous);
          }
          return arg;
        };
        return this;
      }
      /**
       * Return option name.
       *
       * @return {string}
       */
      name() {
        if (this.long) {
          return this.long.replace(/^--/, "");
        }
        return this.short.replace(/^-/, "");
      }
      /**
       * Return option name, in a camelcase format that can be used
       * as an object attribute key.
       *
       * @return {string}
       */
      attributeName() {
        if (this.negate) {
          return camelcase(this.name().replace(/^no-/, ""));
        }
        return camelcase(this.name());
      }
      /**
       * Set the help group heading.
       *
       * @param {string} heading
       * @return {Option}
       */
      helpGroup(heading) {
        this.helpGroupHeading = heading;
        return this;
      }
      /**
       * Check if `arg` matches the short or long flag.
       *
       * @param {string} arg
       * @return {boolean}
       * @package
       */
      is(arg) {
        return this.short === arg || this.long === arg;
      }
      /**
       * Return whether a boolean option.
       *
       * Options are one of boolean, negated, required argument, or optional argument.
       *
       * @return {boolean}
       * @package
       */
      isBoolean() {
        return !this.required && !this.optional && !this.negate;
      }
    };
    var DualOptions = class {
      /**
       * @param {Option[]} options
       */
      constructor(options) {
        this.positiveOptions = /* @__PURE__ */ new Map();
        this.negativeOptions = /* @__PURE__ */ new Map();
        this.dualOptions = /* @__PURE__ */ new Set();
        options.forEach((option) => {
          if (option.negate) {
            this.negativeOptions.set(option.attributeName(), option);
          } else {
            this.positiveOptions.set(option.attributeName(), option);
          }
        });
        this.negativeOptions.forEach((value, key) => {
          if (this.positiveOptions.has(key)) {
            this.dualOptions.add(key);
          }
        });
      }
      /**
       * Did the value come from the option, and not from possible matching dual option?
       *
       * @param {*} value
       * @param {Option} option
       * @returns {boolean}
       */
      valueFromOption(value, option) {
        const optionKey = option.attributeName();
        if (!this.dualOptions.has(optionKey)) return true;
        const preset = this.negativeOptions.get(optionKey).presetArg;
        const negativeValue = preset !== void 0 ? preset : false;
        return option.negate === (negativeValue === value);
      }
    };
    function camelcase(str) {
      return str.split("-").reduce((str2, word2) => {
        return str2 + word2[0].toUpperCase() + word2.slice(1);
      });
    }
    function splitOptionFlags(flags) {
      let shortFlag;
      let longFlag;
      const shortFlagExp = /^-[^-]$/;
      const longFlagExp = /^--[^-]/;
      const flagParts = flags.split(/[ |,]+/).concat("guard");
      if (shortFlagExp.test(flagParts[0])) shortFlag = flagParts.shift();
      if (longFlagExp.test(flagParts[0])) longFlag = flagParts.shift();
      if (!shortFlag && shortFlagExp.test(flagParts[0])) shortFlag = flagParts.shift();
      if (!shortFlag && longFlagExp.test(flagParts[0])) {
        shortFlag = longFlag;
        longFlag = flagParts.shift();
      }
      if (flagParts[0].startsWith("-")) {
        const unsupportedFlag = flagParts[0];
        const baseError = `option creation failed due to '${unsupportedFlag}' in option flags '${flags}'`;
        if (/^-[^-][^-]/.test(unsupportedFlag))
          throw new Error(
            `${baseError}
- a short flag is a single dash and a single character
  - either use a single dash and a single character (for a short flag)
  - or use a double dash for a long option (and can have two, like '--ws, --workspace')`,
          );
        if (shortFlagExp.test(unsupportedFlag))
          throw new Error(`${baseError}
- too many short flags`);
        if (longFlagExp.test(unsupportedFlag))
          throw new Error(`${baseError}
- too many long flags`);
        throw new Error(`${baseError}
- unrecognised flag format`);
      }
      if (shortFlag === void 0 && longFlag === void 0)
        throw new Error(`option creation failed due to no flags found in '${flags}'.`);
      return { shortFlag, longFlag };
    }
    exports.Option = Option2;
    exports.DualOptions = DualOptions;
  },
});

// node_modules/.pnpm/commander@14.0.3/node_modules/commander/lib/suggestSimilar.js
var require_suggestSimilar = __commonJS({
  "node_modules/.pnpm/commander@14.0.3/node_modules/commander/lib/suggestSimilar.js"(exports) {
    var maxDistance = 3;
    function editDistance(a, b) {
      if (Math.abs(a.length - b.length) > maxDistance) return Math.max(a.length, b.length);
      const d = [];
      for (let i = 0; i <= a.length; i++) {
        d[i] = [i];
      }
      for (let j = 0; j <= b.length; j++) {
        d[0][j] = j;
      }
      for (let j = 1; j <= b.length; j++) {
        for (let i = 1; i <= a.length; i++) {
          let cost = 1;
          if (a[i - 1] === b[j - 1]) {
            cost = 0;
          } else {
            cost = 1;
          }
          d[i][j] = Math.min(
            d[i - 1][j] + 1,
            // deletion
            d[i][j - 1] + 1,
            // insertion
            d[i - 1][j - 1] + cost,
            // substitution
          );
          if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
            d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
          }
        }
      }
      return d[a.length][b.length];
    }
    function suggestSimilar(word2, candidates) {
      if (!candidates || candidates.length === 0) return "";
      candidates = Array.from(new Set(candidates));
      const searchingOptions = word2.startsWith("--");
      if (searchingOptions) {
        word2 = word2.slice(2);
        candidates = candidates.map((candidate) => candidate.slice(2));
      }
      let similar = [];
      let bestDistance = maxDistance;
      const minSimilarity = 0.4;
      candidates.forEach((candidate) => {
        if (candidate.length <= 1) return;
        const distance2 = editDistance(word2, candidate);
        const length = Math.max(word2.length, candidate.length);
        const similarity = (length - distance2) / length;
        if (similarity > minSimilarity) {
          if (distance2 < bestDistance) {
            bestDistance = distance2;
            similar = [candidate];
          } else if (distance2 === bestDistance) {
            similar.push(candidate);
          }
        }
      });
      similar.sort((a, b) => a.localeCompare(b));
      if (searchingOptions) {
        similar = similar.map((candidate) => `--${candidate}`);
      }
      if (similar.length > 1) {
        return `
(Did you mean one of ${similar.join(", ")}?)`;
      }
      if (similar.length === 1) {
        return `
(Did you mean ${similar[0]}?)`;
      }
      return "";
    }
    exports.suggestSimilar = suggestSimilar;
  },
});

// node_modules/.pnpm/commander@14.0.3/node_modules/commander/lib/command.js
var require_command = __commonJS({
  "node_modules/.pnpm/commander@14.0.3/node_modules/commander/lib/command.js"(exports) {
    var EventEmitter = __require("node:events").EventEmitter;
    var childProcess = __require("node:child_process");
    var path11 = __require("node:path");
    var fs = __require("node:fs");
    var process2 = __require("node:process");
    var { Argument: Argument2, humanReadableArgName } = require_argument();
    var { CommanderError: CommanderError2 } = require_error();
    var { Help: Help2, stripColor } = require_help();
    var { Option: Option2, DualOptions } = require_option();
    var { suggestSimilar } = require_suggestSimilar();
    var Command2 = class _Command extends EventEmitter {
      /**
       * Initialize a new `Command`.
       *
       * @param {string} [name]
       */
      constructor(name) {
        super();
        this.commands = [];
        this.options = [];
        this.parent = null;
        this._allowUnknownOption = false;
        this._allowExcessArguments = false;
        this.registeredArguments = [];
        this._args = this.registeredArguments;
        this.args = [];
        this.rawArgs = [];
        this.processedArgs = [];
        this._scriptPath = null;
        this._name = name || "";
        this._optionValues = {};
        this._optionValueSources = {};
        this._storeOptionsAsProperties = false;
        this._actionHandler = null;
        this._executableHandler = false;
        this._executableFile = null;
        this._executableDir = null;
        this._defaultCommandName = null;
        this._exitCallback = null;
        this._aliases = [];
        this._combineFlagAndOptionalValue = true;
        this._description = "";
        this._summary = "";
        this._argsDescription = void 0;
        this._enablePositionalOptions = false;
        this._passThroughOptions = false;
        this._lifeCycleHooks = {};
        this._showHelpAfterError = false;
        this._showSuggestionAfterError = true;
        this._savedState = null;
        this._outputConfiguration = {
          writeOut: (str) => process2.stdout.write(str),
          writeErr: (str) => process2.stderr.write(str),
          outputError: (str, write2) => write2(str),
          getOutHelpWidth: () => (process2.stdout.isTTY ? process2.stdout.columns : void 0),
          getErrHelpWidth: () => (process2.stderr.isTTY ? process2.stderr.columns : void 0),
          getOutHasColors: () => useColor() ?? (process2.stdout.isTTY && process2.stdout.hasColors?.()),
          getErrHasColors: () => useColor() ?? (process2.stderr.isTTY && process2.stderr.hasColors?.()),
          stripColor: (str) => stripColor(str),
        };
        this._hidden = false;
        this._helpOption = void 0;
        this._addImplicitHelpCommand = void 0;
        this._helpCommand = void 0;
        this._helpConfiguration = {};
        this._helpGroupHeading = void 0;
        this._defaultCommandGroup = void 0;
        this._defaultOptionGroup = void 0;
      }
      /**
       * Copy settings that are useful to have in common across root command and subcommands.
       *
       * (Used internally when adding a command using `.command()` so subcommands inherit parent settings.)
       *
       * @param {Command} sourceCommand
       * @return {Command} `this` command for chaining
       */
      copyInheritedSettings(sourceCommand) {
        this._outputConfiguration = sourceCommand._outputConfiguration;
        this._helpOption = sourceCommand._helpOption;
        this._helpCommand = sourceCommand._helpCommand;
        this._helpConfiguration = sourceCommand._helpConfiguration;
        this._exitCallback = sourceCommand._exitCallback;
        this._storeOptionsAsProperties = sourceCommand._storeOptionsAsProperties;
        this._combineFlagAndOptionalValue = sourceCommand._combineFlagAndOptionalValue;
        this._allowExcessArguments = sourceCommand._allowExcessArguments;
        this._enablePositionalOptions = sourceCommand._enablePositionalOptions;
        this._showHelpAfterError = sourceCommand._showHelpAfterError;
        this._showSuggestionAfterError = sourceCommand._showSuggestionAfterError;
        return this;
      }
      /**
       * @returns {Command[]}
       * @private
       */
      _getCommandAndAncestors() {
        const result = [];
        for (let command = this; command; command = command.parent) {
          result.push(command);
        }
        return result;
      }
      /**
       * Define a command.
       *
       * There are two styles of command: pay attention to where to put the description.
       *
       * @example
       * // Command implemented using action handler (description is supplied separately to `.command`)
       * program
       *   .command('clone <source> [destination]')
       *   .description('clone a repository into a newly created directory')
       *   .action((source, destination) => {
       *     console.log('clone command called');
       *   });
       *
       * // Command implemented using separate executable file (description is second parameter to `.command`)
       * program
       *   .command('start <service>', 'start named service')
       *   .command('stop [service]', 'stop named service, or all if no name supplied');
       *
       * @param {string} nameAndArgs - command name and arguments, args are `<required>` or `[optional]` and last may also be `variadic...`
       * @param {(object | string)} [actionOptsOrExecDesc] - configuration options (for action), or description (for executable)
       * @param {object} [execOpts] - configuration options (for executable)
       * @return {Command} returns new command for action handler, or `this` for executable command
       */
      command(nameAndArgs, actionOptsOrExecDesc, execOpts) {
        let desc = actionOptsOrExecDesc;
        let opts = execOpts;
        if (typeof desc === "object" && desc !== null) {
          opts = desc;
          desc = null;
        }
        opts = opts || {};
        const [, name, args] = nameAndArgs.match(/([^ ]+) *(.*)/);
        const cmd = this.createCommand(name);
        if (desc) {
          cmd.description(desc);
          cmd._executableHandler = true;
        }
        if (opts.isDefault) this._defaultCommandName = cmd._name;
        cmd._hidden = !!(opts.noHelp || opts.hidden);
        cmd._executableFile = opts.executableFile || null;
        if (args) cmd.arguments(args);
        this._registerCommand(cmd);
        cmd.parent = this;
        cmd.copyInheritedSettings(this);
        if (desc) return this;
        return cmd;
      }
      /**
       * Factory routine to create a new unattached command.
       *
       * See .command() for creating an attached subcommand, which uses this routine to
       * create the command. You can override createCommand to customise subcommands.
       *
       * @param {string} [name]
       * @return {Command} new command
       */
      createCommand(name) {
        return new _Command(name);
      }
      /**
       * You can customise the help with a subclass of Help by overriding createHelp,
       * or by overriding Help properties using configureHelp().
       *
       * @return {Help}
       */
      createHelp() {
        return Object.assign(new Help2(), this.configureHelp());
      }
      /**
       * You can customise the help by overriding Help properties using configureHelp(),
       * or with a subclass of Help by overriding createHelp().
       *
       * @param {object} [configuration] - configuration options
       * @return {(Command | object)} `this` command for chaining, or stored configuration
       */
      configureHelp(configuration) {
        if (configuration === void 0) return this._helpConfiguration;
        this._helpConfiguration = configuration;
        return this;
      }
      /**
       * The default output goes to stdout and stderr. You can customise this for special
       * applications. You can also customise the display of errors by overriding outputError.
       *
       * The configuration properties are all functions:
       *
       *     // change how output being written, defaults to stdout and stderr
       *     writeOut(str)
       *     writeErr(str)
       *     // change how output being written for errors, defaults to writeErr
       *     outputError(str, write) // used for displaying errors and not used for displaying help
       *     // specify width for wrapping help
       *     getOutHelpWidth()
       *     getErrHelpWidth()
       *     // color support, currently only used with Help
       *     getOutHasColors()
       *     getErrHasColors()
       *     stripColor() // used to remove ANSI escape codes if output does not have colors
       *
       * @param {object} [configuration] - configuration options
       * @return {(Command | object)} `this` command for chaining, or stored configuration
       */
      configureOutput(configuration) {
        if (configuration === void 0) return this._outputConfiguration;
        this._outputConfiguration = {
          ...this._outputConfiguration,
          ...configuration,
        };
        return this;
      }
      /**
       * Display the help or a custom message after an error occurs.
       *
       * @param {(boolean|string)} [displayHelp]
       * @return {Command} `this` command for chaining
       */
      showHelpAfterError(displayHelp = true) {
        if (typeof displayHelp !== "string") displayHelp = !!displayHelp;
        this._showHelpAfterError = displayHelp;
        return this;
      }
      /**
       * Display suggestion of similar commands for unknown commands, or options for unknown options.
       *
       * @param {boolean} [displaySuggestion]
       * @return {Command} `this` command for chaining
       */
      showSuggestionAfterError(displaySuggestion = true) {
        this._showSuggestionAfterError = !!displaySuggestion;
        return this;
      }
      /**
       * Add a prepared subcommand.
       *
       * See .command() for creating an attached subcommand which inherits settings from its parent.
       *
       * @param {Command} cmd - new subcommand
       * @param {object} [opts] - configuration options
       * @return {Command} `this` command for chaining
       */
      addCommand(cmd, opts) {
        if (!cmd._name) {
          throw new Error(`Command passed to .addCommand() must have a name
- specify the name in Command constructor or using .name()`);
        }
        opts = opts || {};
        if (opts.isDefault) this._defaultCommandName = cmd._name;
        if (opts.noHelp || opts.hidden) cmd._hidden = true;
        this._registerCommand(cmd);
        cmd.parent = this;
        cmd._checkForBrokenPassThrough();
        return this;
      }
      /**
       * Factory routine to create a new unattached argument.
       *
       * See .argument() for creating an attached argument, which uses this routine to
       * create the argument. You can override createArgument to return a custom argument.
       *
       * @param {string} name
       * @param {string} [description]
       * @return {Argument} new argument
       */
      createArgument(name, description) {
        return new Argument2(name, description);
      }
      /**
       * Define argument syntax for command.
       *
       * The default is that the argument is required, and you can explicitly
       * indicate this with <> around the name. Put [] around the name for an optional argument.
       *
       * @example
       * program.argument('<input-file>');
       * program.argument('[output-file]');
       *
       * @param {string} name
       * @param {string} [description]
       * @param {(Function|*)} [parseArg] - custom argument processing function or default value
       * @param {*} [defaultValue]
       * @return {Command} `this` command for chaining
       */
      argument(name, description, parseArg, defaultValue) {
        const argument = this.createArgument(name, description);
        if (typeof parseArg === "function") {
          argument.default(defaultValue).argParser(parseArg);
        } else {
          argument.default(parseArg);
        }
        this.addArgument(argument);
        return this;
      }
      /**
       * Define argument syntax for command, adding multiple at once (without descriptions).
       *
       * See also .argument().
       *
       * @example
       * program.arguments('<cmd> [env]');
       *
       * @param {string} names
       * @return {Command} `this` command for chaining
       */
      arguments(names) {
        names
          .trim()
          .split(/ +/)
          .forEach((detail) => {
            this.argument(detail);
          });
        return this;
      }
      /**
       * Define argument syntax for command, adding a prepared argument.
       *
       * @param {Argument} argument
       * @return {Command} `this` command for chaining
       */
      addArgument(argument) {
        const previousArgument = this.registeredArguments.slice(-1)[0];
        if (previousArgument?.variadic) {
          throw new Error(`only the last argument can be variadic '${previousArgument.name()}'`);
        }
        if (argument.required && argument.defaultValue !== void 0 && argument.parseArg === void 0) {
          throw new Error(`a default value for a required argument is never used: '${argument.name()}'`);
        }
        this.registeredArguments.push(argument);
        return this;
      }
      /**
       * Customise or override default help command. By default a help command is automatically added if your command has subcommands.
       *
       * @example
       *    program.helpCommand('help [cmd]');
       *    program.helpCommand('help [cmd]', 'show help');
       *    program.helpCommand(false); // suppress default help command
       *    program.helpCommand(true); // add help command even if no subcommands
       *
       * @param {string|boolean} enableOrNameAndArgs - enable with custom name and/or arguments, or boolean to override whether added
       * @param {string} [description] - custom description
       * @return {Command} `this` command for chaining
       */
      helpCommand(enableOrNameAndArgs, description) {
        if (typeof enableOrNameAndArgs === "boolean") {
          this._addImplicitHelpCommand = enableOrNameAndArgs;
          if (enableOrNameAndArgs && this._defaultCommandGroup) {
            this._initCommandGroup(this._getHelpCommand());
          }
          return this;
        }
        const nameAndArgs = enableOrNameAndArgs ?? "help [command]";
        const [, helpName, helpArgs] = nameAndArgs.match(/([^ ]+) *(.*)/);
        const helpDescription = description ?? "display help for command";
        const helpCommand = this.createCommand(helpName);
        helpCommand.helpOption(false);
        if (helpArgs) helpCommand.arguments(helpArgs);
        if (helpDescription) helpCommand.description(helpDescription);
        this._addImplicitHelpCommand = true;
        this._helpCommand = helpCommand;
        if (enableOrNameAndArgs || description) this._initCommandGroup(helpCommand);
        return this;
      }
      /**
       * Add prepared custom help command.
       *
       * @param {(Command|string|boolean)} helpCommand - custom help command, or deprecated enableOrNameAndArgs as for `.helpCommand()`
       * @param {string} [deprecatedDescription] - deprecated custom description used with custom name only
       * @return {Command} `this` command for chaining
       */
      addHelpCommand(helpCommand, deprecatedDescription) {
        if (typeof helpCommand !== "object") {
          this.helpCommand(helpCommand, deprecatedDescription);
          return this;
        }
        this._addImplicitHelpCommand = true;
        this._helpCommand = helpCommand;
        this._initCommandGroup(helpCommand);
        return this;
      }
      /**
       * Lazy create help command.
       *
       * @return {(Command|null)}
       * @package
       */
      _getHelpCommand() {
        const hasImplicitHelpCommand =
          this._addImplicitHelpCommand ?? (this.commands.length && !this._actionHandler && !this._findCommand("help"));
        if (hasImplicitHelpCommand) {
          if (this._helpCommand === void 0) {
            this.helpCommand(void 0, void 0);
          }
          return this._helpCommand;
        }
        return null;
      }
      /**
       * Add hook for life cycle event.
       *
       * @param {string} event
       * @param {Function} listener
       * @return {Command} `this` command for chaining
       */
      hook(event, listener) {
        const allowedValues = ["preSubcommand", "preAction", "postAction"];
        if (!allowedValues.includes(event)) {
          throw new Error(`Unexpected value for event passed to hook : '${event}'.
Expecting one of '${allowedValues.join("', '")}'`);
        }
        if (this._lifeCycleHooks[event]) {
          this._lifeCycleHooks[event].push(listener);
        } else {
          this._lifeCycleHooks[event] = [listener];
        }
        return this;
      }
      /**
       * Register callback to use as replacement for calling process.exit.
       *
       * @param {Function} [fn] optional callback which will be passed a CommanderError, defaults to throwing
       * @return {Command} `this` command for chaining
       */
      exitOverride(fn) {
        if (fn) {
          this._exitCallback = fn;
        } else {
          this._exitCallback = (err) => {
            if (err.code !== "commander.executeSubCommandAsync") {
              throw err;
            } else {
            }
          };
        }
        return this;
      }
      /**
       * Call process.exit, and _exitCallback if defined.
       *
       * @param {number} exitCode exit code for using with process.exit
       * @param {string} code an id string representing the error
       * @param {string} message human-readable description of the error
       * @return never
       * @private
       */
      _exit(exitCode, code, message) {
        if (this._exitCallback) {
          this._exitCallback(new CommanderError2(exitCode, code, message));
        }
        process2.exit(exitCode);
      }
      /**
       * Register callback `fn` for the command.
       *
       * @example
       * program
       *   .command('serve')
       *   .description('start service')
       *   .action(function() {
       *      // do work here
       *   });
       *
       * @param {Function} fn
       * @return {Command} `this` command for chaining
       */
      action(fn) {
        const listener = (args) => {
          const expectedArgsCount = this.registeredArguments.length;
          const actionArgs = args.slice(0, expectedArgsCount);
          if (this._storeOptionsAsProperties) {
            actionArgs[expectedArgsCount] = this;
          } else {
            actionArgs[expectedArgsCount] = this.opts();
          }
          actionArgs.push(this);
          return fn.apply(this, actionArgs);
        };
        this._actionHandler = listener;
        return this;
      }
      /**
       * Factory routine to create a new unattached option.
       *
       * See .option() for creating an attached option, which uses this routine to
       * create the option. You can override createOption to return a custom option.
       *
       * @param {string} flags
       * @param {string} [description]
       * @return {Option} new option
       */
      createOption(flags, description) {
        return new Option2(flags, description);
      }
      /**
       * Wrap parseArgs to catch 'commander.invalidArgument'.
       *
       * @param {(Option | Argument)} target
       * @param {string} value
       * @param {*} previous
       * @param {string} invalidArgumentMessage
       * @private
       */
      _callParseArg(target, value, previous, invalidArgumentMessage) {
        try {
          return target.parseArg(value, previous);
        } catch (err) {
          if (err.code === "commander.invalidArgument") {
            const message = `${invalidArgumentMessage} ${err.message}`;
            this.error(message, { exitCode: err.exitCode, code: err.code });
          }
          throw err;
        }
      }
      /**
       * Check for option flag conflicts.
       * Register option if no conflicts found, or throw on conflict.
       *
       * @param {Option} option
       * @private
       */
      _registerOption(option) {
        const matchingOption =
          (option.short && this._findOption(option.short)) || (option.long && this._findOption(option.long));
        if (matchingOption) {
          const matchingFlag = option.long && this._findOption(option.long) ? option.long : option.short;
          throw new Error(`Cannot add option '${option.flags}'${this._name && ` to command '${this._name}'`} due to conflicting flag '${matchingFlag}'
-  already used by option '${matchingOption.flags}'`);
        }
        this._initOptionGroup(option);
        this.options.push(option);
      }
      /**
       * Check for command name and alias conflicts with existing commands.
       * Register command if no conflicts found, or throw on conflict.
       *
       * @param {Command} command
       * @private
       */
      _registerCommand(command) {
        const knownBy = (cmd) => {
          return [cmd.name()].concat(cmd.aliases());
        };
        const alreadyUsed = knownBy(command).find((name) => this._findCommand(name));
        if (alreadyUsed) {
          const existingCmd = knownBy(this._findCommand(alreadyUsed)).join("|");
          const newCmd = knownBy(command).join("|");
          throw new Error(`cannot add command '${newCmd}' as already have command '${existingCmd}'`);
        }
        this._initCommandGroup(command);
        this.commands.push(command);
      }
      /**
       * Add an option.
       *
       * @param {Option} option
       * @return {Command} `this` command for chaining
       */
      addOption(option) {
        this._registerOption(option);
        const oname = option.name();
        const name = option.attributeName();
        if (option.negate) {
          const positiveLongFlag = option.long.replace(/^--no-/, "--");
          if (!this._findOption(positiveLongFlag)) {
            this.setOptionValueWithSource(name, option.defaultValue === void 0 ? true : option.defaultValue, "default");
          }
        } else if (option.defaultValue !== void 0) {
          this.setOptionValueWithSource(name, option.defaultValue, "default");
        }
        const handleOptionValue = (val, invalidValueMessage, valueSource) => {
          if (val == null && option.presetArg !== void 0) {
            val = option.presetArg;
          }
          const oldValue = this.getOptionValue(name);
          if (val !== null && option.parseArg) {
            val = this._callParseArg(option, val, oldValue, invalidValueMessage);
          } else if (val !== null && option.variadic) {
            val = option._collectValue(val, oldValue);
          }
          if (val == null) {
            if (option.negate) {
              val = false;
            } else if (option.isBoolean() || option.optional) {
              val = true;
            } else {
              val = "";
            }
          }
          this.setOptionValueWithSource(name, val, valueSource);
        };
        this.on("option:" + oname, (val) => {
          const invalidValueMessage = `error: option '${option.flags}' argument '${val}' is invalid.`;
          handleOptionValue(val, invalidValueMessage, "cli");
        });
        if (option.envVar) {
          this.on("optionEnv:" + oname, (val) => {
            const invalidValueMessage = `error: option '${option.flags}' value '${val}' from env '${option.envVar}' is invalid.`;
            handleOptionValue(val, invalidValueMessage, "env");
          });
        }
        return this;
      }
      /**
       * Internal implementation shared by .option() and .requiredOption()
       *
       * @return {Command} `this` command for chaining
       * @private
       */
      _optionEx(config, flags, description, fn, defaultValue) {
        if (typeof flags === "object" && flags instanceof Option2) {
          throw new Error("To add an Option object use addOption() instead of option() or requiredOption()");
        }
        const option = this.createOption(flags, description);
        option.makeOptionMandatory(!!config.mandatory);
        if (typeof fn === "function") {
          option.default(defaultValue).argParser(fn);
        } else if (fn instanceof RegExp) {
          const regex = fn;
          fn = (val, def) => {
            const m = regex.exec(val);
            return m ? m[0] : def;
          };
          option.default(defaultValue).argParser(fn);
        } else {
          option.default(fn);
        }
        return this.addOption(option);
      }
      /**
       * Define option with `flags`, `description`, and optional argument parsing function or `defaultValue` or both.
       *
       * The `flags` string contains the short and/or long flags, separated by comma, a pipe or space. A required
       * option-argument is indicated by `<>` and an optional option-argument by `[]`.
       *
       * See the README for more details, and see also addOption() and requiredOption().
       *
       * @example
       * program
       *     .option('-p, --pepper', 'add pepper')
       *     .option('--pt, --pizza-type <TYPE>', 'type of pizza') // required option-argument
       *     .option('-c, --cheese [CHEESE]', 'add extra cheese', 'mozzarella') // optional option-argument with default
       *     .option('-t, --tip <VALUE>', 'add tip to purchase cost', parseFloat) // custom parse function
       *
       * @param {string} flags
       * @param {string} [description]
       * @param {(Function|*)} [parseArg] - custom option processing function or default value
       * @param {*} [defaultValue]
       * @return {Command} `this` command for chaining
       */
      option(flags, description, parseArg, defaultValue) {
        return this._optionEx({}, flags, description, parseArg, defaultValue);
      }
      /**
       * Add a required option which must have a value after parsing. This usually means
       * the option must be specified on the command line. (Otherwise the same as .option().)
       *
       * The `flags` string contains the short and/or long flags, separated by comma, a pipe or space.
       *
       * @param {string} flags
       * @param {string} [description]
       * @param {(Function|*)} [parseArg] - custom option processing function or default value
       * @param {*} [defaultValue]
       * @return {Command} `this` command for chaining
       */
      requiredOption(flags, description, parseArg, defaultValue) {
        return this._optionEx({ mandatory: true }, flags, description, parseArg, defaultValue);
      }
      /**
       * Alter parsing of short flags with optional values.
       *
       * @example
       * // for `.option('-f,--flag [value]'):
       * program.combineFlagAndOptionalValue(true);  // `-f80` is treated like `--flag=80`, this is the default behaviour
       * program.combineFlagAndOptionalValue(false) // `-fb` is treated like `-f -b`
       *
       * @param {boolean} [combine] - if `true` or omitted, an optional value can be specified directly after the flag.
       * @return {Command} `this` command for chaining
       */
      combineFlagAndOptionalValue(combine = true) {
        this._combineFlagAndOptionalValue = !!combine;
        return this;
      }
      /**
       * Allow unknown options on the command line.
       *
       * @param {boolean} [allowUnknown] - if `true` or omitted, no error will be thrown for unknown options.
       * @return {Command} `this` command for chaining
       */
      allowUnknownOption(allowUnknown = true) {
        this._allowUnknownOption = !!allowUnknown;
        return this;
      }
      /**
       * Allow excess command-arguments on the command line. Pass false to make excess arguments an error.
       *
       * @param {boolean} [allowExcess] - if `true` or omitted, no error will be thrown for excess arguments.
       * @return {Command} `this` command for chaining
       */
      allowExcessArguments(allowExcess = true) {
        this._allowExcessArguments = !!allowExcess;
        return this;
      }
      /**
       * Enable positional options. Positional means global options are specified before subcommands which lets
       * subcommands reuse the same option names, and also enables subcommands to turn on passThroughOptions.
       * The default behaviour is non-positional and global options may appear anywhere on the command line.
       *
       * @param {boolean} [positional]
       * @return {Command} `this` command for chaining
       */
      enablePositionalOptions(positional = true) {
        this._enablePositionalOptions = !!positional;
        return this;
      }
      /**
       * Pass through options that come after command-arguments rather than treat them as command-options,
       * so actual command-options come before command-arguments. Turning this on for a subcommand requires
       * positional options to have been enabled on the program (parent commands).
       * The default behaviour is non-positional and options may appear before or after command-arguments.
       *
       * @param {boolean} [passThrough] for unknown options.
       * @return {Command} `this` command for chaining
       */
      passThroughOptions(passThrough = true) {
        this._passThroughOptions = !!passThrough;
        this._checkForBrokenPassThrough();
        return this;
      }
      /**
       * @private
       */
      _checkForBrokenPassThrough() {
        if (this.parent && this._passThroughOptions && !this.parent._enablePositionalOptions) {
          throw new Error(
            `passThroughOptions cannot be used for '${this._name}' without turning on enablePositionalOptions for parent command(s)`,
          );
        }
      }
      /**
       * Whether to store option values as properties on command object,
       * or store separately (specify false). In both cases the option values can be accessed using .opts().
       *
       * @param {boolean} [storeAsProperties=true]
       * @return {Command} `this` command for chaining
       */
      storeOptionsAsProperties(storeAsProperties = true) {
        if (this.options.length) {
          throw new Error("call .storeOptionsAsProperties() before adding options");
        }
        if (Object.keys(this._optionValues).length) {
          throw new Error("call .storeOptionsAsProperties() before setting option values");
        }
        this._storeOptionsAsProperties = !!storeAsProperties;
        return this;
      }
      /**
       * Retrieve option value.
       *
       * @param {string} key
       * @return {object} value
       */
      getOptionValue(key) {
        if (this._storeOptionsAsProperties) {
          return this[key];
        }
        return this._optionValues[key];
      }
      /**
       * Store option value.
       *
       * @param {string} key
       * @param {object} value
       * @return {Command} `this` command for chaining
       */
      setOptionValue(key, value) {
        return this.setOptionValueWithSource(key, value, void 0);
      }
      /**
       * Store option value and where the value came from.
       *
       * @param {string} key
       * @param {object} value
       * @param {string} source - expected values are default/config/env/cli/implied
       * @return {Command} `this` command for chaining
       */
      setOptionValueWithSource(key, value, source) {
        if (this._storeOptionsAsProperties) {
          this[key] = value;
        } else {
          this._optionValues[key] = value;
        }
        this._optionValueSources[key] = source;
        return this;
      }
      /**
       * Get source of option value.
       * Expected values are default | config | env | cli | implied
       *
       * @param {string} key
       * @return {string}
       */
      getOptionValueSource(key) {
        return this._optionValueSources[key];
      }
      /**
       * Get source of option value. See also .optsWithGlobals().
       * Expected values are default | config | env | cli | implied
       *
       * @param {string} key
       * @return {string}
       */
      getOptionValueSourceWithGlobals(key) {
        let source;
        this._getCommandAndAncestors().forEach((cmd) => {
          if (cmd.getOptionValueSource(key) !== void 0) {
            source = cmd.getOptionValueSource(key);
          }
        });
        return source;
      }
      /**
       * Get user arguments from implied or explicit arguments.
       * Side-effects: set _scriptPath if args included script. Used for default program name, and subcommand searches.
       *
       * @private
       */
      _prepareUserArgs(argv, parseOptions) {
        if (argv !== void 0 && !Array.isArray(argv)) {
          throw new Error("first parameter to parse must be array or undefined");
        }
        parseOptions = parseOptions || {};
        if (argv === void 0 && parseOptions.from === void 0) {
          if (process2.versions?.electron) {
            parseOptions.from = "electron";
          }
          const execArgv = process2.execArgv ?? [];
          if (
            execArgv.includes("-e") ||
            execArgv.includes("--eval") ||
            execArgv.includes("-p") ||
            execArgv.includes("--print")
          ) {
            parseOptions.from = "eval";
          }
        }
        if (argv === void 0) {
          argv = process2.argv;
        }
        this.rawArgs = argv.slice();
        let userArgs;
        switch (parseOptions.from) {
          case void 0:
          case "node":
            this._scriptPath = argv[1];
            userArgs = argv.slice(2);
            break;
          case "electron":
            if (process2.defaultApp) {
              this._scriptPath = argv[1];
              userArgs = argv.slice(2);
            } else {
              userArgs = argv.slice(1);
            }
            break;
          case "user":
            userArgs = argv.slice(0);
            break;
          case "eval":
            userArgs = argv.slice(1);
            break;
          default:
            throw new Error(`unexpected parse option { from: '${parseOptions.from}' }`);
        }
        if (!this._name && this._scriptPath) this.nameFromFilename(this._scriptPath);
        this._name = this._name || "program";
        return userArgs;
      }
      /**
       * Parse `argv`, setting options and invoking commands when defined.
       *
       * Use parseAsync instead of parse if any of your action handlers are async.
       *
       * Call with no parameters to parse `process.argv`. Detects Electron and special node options like `node --eval`. Easy mode!
       *
       * Or call with an array of strings to parse, and optionally where the user arguments start by specifying where the arguments are `from`:
       * - `'node'`: default, `argv[0]` is the application and `argv[1]` is the script being run, with user arguments after that
       * - `'electron'`: `argv[0]` is the application and `argv[1]` varies depending on whether the electron application is packaged
       * - `'user'`: just user arguments
       *
       * @example
       * program.parse(); // parse process.argv and auto-detect electron and special node flags
       * program.parse(process.argv); // assume argv[0] is app and argv[1] is script
       * program.parse(my-args, { from: 'user' }); // just user supplied arguments, nothing special about argv[0]
       *
       * @param {string[]} [argv] - optional, defaults to process.argv
       * @param {object} [parseOptions] - optionally specify style of options with from: node/user/electron
       * @param {string} [parseOptions.from] - where the args are from: 'node', 'user', 'electron'
       * @return {Command} `this` command for chaining
       */
      parse(argv, parseOptions) {
        this._prepareForParse();
        const userArgs = this._prepareUserArgs(argv, parseOptions);
        this._parseCommand([], userArgs);
        return this;
      }
      /**
       * Parse `argv`, setting options and invoking commands when defined.
       *
       * Call with no parameters to parse `process.argv`. Detects Electron and special node options like `node --eval`. Easy mode!
       *
       * Or call with an array of strings to parse, and optionally where the user arguments start by specifying where the arguments are `from`:
       * - `'node'`: default, `argv[0]` is the application and `argv[1]` is the script being run, with user arguments after that
       * - `'electron'`: `argv[0]` is the application and `argv[1]` varies depending on whether the electron application is packaged
       * - `'user'`: just user arguments
       *
       * @example
       * await program.parseAsync(); // parse process.argv and auto-detect electron and special node flags
       * await program.parseAsync(process.argv); // assume argv[0] is app and argv[1] is script
       * await program.parseAsync(my-args, { from: 'user' }); // just user supplied arguments, nothing special about argv[0]
       *
       * @param {string[]} [argv]
       * @param {object} [parseOptions]
       * @param {string} parseOptions.from - where the args are from: 'node', 'user', 'electron'
       * @return {Promise}
       */
      async parseAsync(argv, parseOptions) {
        this._prepareForParse();
        const userArgs = this._prepareUserArgs(argv, parseOptions);
        await this._parseCommand([], userArgs);
        return this;
      }
      _prepareForParse() {
        if (this._savedState === null) {
          this.saveStateBeforeParse();
        } else {
          this.restoreStateBeforeParse();
        }
      }
      /**
       * Called the first time parse is called to save state and allow a restore before subsequent calls to parse.
       * Not usually called directly, but available for subclasses to save their custom state.
       *
       * This is called in a lazy way. Only commands used in parsing chain will have state saved.
       */
      saveStateBeforeParse() {
        this._savedState = {
          // name is stable if supplied by author, but may be unspecified for root command and deduced during parsing
          _name: this._name,
          // option values before parse have default values (including false for negated options)
          // shallow clones
          _optionValues: { ...this._optionValues },
          _optionValueSources: { ...this._optionValueSources },
        };
      }
      /**
       * Restore state before parse for calls after the first.
       * Not usually called directly, but available for subclasses to save their custom state.
       *
       * This is called in a lazy way. Only commands used in parsing chain will have state restored.
       */
      restoreStateBeforeParse() {
        if (this._storeOptionsAsProperties)
          throw new Error(`Can not call parse again when storeOptionsAsProperties is true.
- either make a new Command for each call to parse, or stop storing options as properties`);
        this._name = this._savedState._name;
        this._scriptPath = null;
        this.rawArgs = [];
        this._optionValues = { ...this._savedState._optionValues };
        this._optionValueSources = { ...this._savedState._optionValueSources };
        this.args = [];
        this.processedArgs = [];
      }
      /**
       * Throw if expected executable is missing. Add lots of help for author.
       *
       * @param {string} executableFile
       * @param {string} executableDir
       * @param {string} subcommandName
       */
      _checkForMissingExecutable(executableFile, executableDir, subcommandName) {
        if (fs.existsSync(executableFile)) return;
        const executableDirMessage = executableDir
          ? `searched for local subcommand relative to directory '${executableDir}'`
          : "no directory for search for local subcommand, use .executableDir() to supply a custom directory";
        const executableMissing = `'${executableFile}' does not exist
 - if '${subcommandName}' is not meant to be an executable command, remove description parameter from '.command()' and use '.description()' instead
 - if the default executable name is not suitable, use the executableFile option to supply a custom name or path
 - ${executableDirMessage}`;
        throw new Error(executableMissing);
      }
      /**
       * Execute a sub-command executable.
       *
       * @private
       */
      _executeSubCommand(subcommand, args) {
        args = args.slice();
        let launchWithNode = false;
        const sourceExt = [".js", ".ts", ".tsx", ".mjs", ".cjs"];
        function findFile(baseDir, baseName) {
          const localBin = path11.resolve(baseDir, baseName);
          if (fs.existsSync(localBin)) return localBin;
          if (sourceExt.includes(path11.extname(baseName))) return void 0;
          const foundExt = sourceExt.find((ext) => fs.existsSync(`${localBin}${ext}`));
          if (foundExt) return `${localBin}${foundExt}`;
          return void 0;
        }
        this._checkForMissingMandatoryOptions();
        this._checkForConflictingOptions();
        let executableFile = subcommand._executableFile || `${this._name}-${subcommand._name}`;
        let executableDir = this._executableDir || "";
        if (this._scriptPath) {
          let resolvedScriptPath;
          try {
            resolvedScriptPath = fs.realpathSync(this._scriptPath);
          } catch {
            resolvedScriptPath = this._scriptPath;
          }
          executableDir = path11.resolve(path11.dirname(resolvedScriptPath), executableDir);
        }
        if (executableDir) {
          let localFile = findFile(executableDir, executableFile);
          if (!localFile && !subcommand._executableFile && this._scriptPath) {
            const legacyName = path11.basename(this._scriptPath, path11.extname(this._scriptPath));
            if (legacyName !== this._name) {
              localFile = findFile(executableDir, `${legacyName}-${subcommand._name}`);
            }
          }
          executableFile = localFile || executableFile;
        }
        launchWithNode = sourceExt.includes(path11.extname(executableFile));
        let proc;
        if (process2.platform !== "win32") {
          if (launchWithNode) {
            args.unshift(executableFile);
            args = incrementNodeInspectorPort(process2.execArgv).concat(args);
            proc = childProcess.spawn(process2.argv[0], args, { stdio: "inherit" });
          } else {
            proc = childProcess.spawn(executableFile, args, { stdio: "inherit" });
          }
        } else {
          this._checkForMissingExecutable(executableFile, executableDir, subcommand._name);
          args.unshift(executableFile);
          args = incrementNodeInspectorPort(process2.execArgv).concat(args);
          proc = childProcess.spawn(process2.execPath, args, { stdio: "inherit" });
        }
        if (!proc.killed) {
          const signals = ["SIGUSR1", "SIGUSR2", "SIGTERM", "SIGINT", "SIGHUP"];
          signals.forEach((signal) => {
            process2.on(signal, () => {
              if (proc.killed === false && proc.exitCode === null) {
                proc.kill(signal);
              }
            });
          });
        }
        const exitCallback = this._exitCallback;
        proc.on("close", (code) => {
          code = code ?? 1;
          if (!exitCallback) {
            process2.exit(code);
          } else {
            exitCallback(new CommanderError2(code, "commander.executeSubCommandAsync", "(close)"));
          }
        });
        proc.on("error", (err) => {
          if (err.code === "ENOENT") {
            this._checkForMissingExecutable(executableFile, executableDir, subcommand._name);
          } else if (err.code === "EACCES") {
            throw new Error(`'${executableFile}' not executable`);
          }
          if (!exitCallback) {
            process2.exit(1);
          } else {
            const wrappedError = new CommanderError2(1, "commander.executeSubCommandAsync", "(error)");
            wrappedError.nestedError = err;
            exitCallback(wrappedError);
          }
        });
        this.runningCommand = proc;
      }
      /**
       * @private
       */
      _dispatchSubcommand(commandName, operands, unknown) {
        const subCommand = this._findCommand(commandName);
        if (!subCommand) this.help({ error: true });
        subCommand._prepareForParse();
        let promiseChain;
        promiseChain = this._chainOrCallSubCommandHook(promiseChain, subCommand, "preSubcommand");
        promiseChain = this._chainOrCall(promiseChain, () => {
          if (subCommand._executableHandler) {
            this._executeSubCommand(subCommand, operands.concat(unknown));
          } else {
            return subCommand._parseCommand(operands, unknown);
          }
        });
        return promiseChain;
      }
      /**
       * Invoke help directly if possible, or dispatch if necessary.
       * e.g. help foo
       *
       * @private
       */
      _dispatchHelpCommand(subcommandName) {
        if (!subcommandName) {
          this.help();
        }
        const subCommand = this._findCommand(subcommandName);
        if (subCommand && !subCommand._executableHandler) {
          subCommand.help();
        }
        return this._dispatchSubcommand(
          subcommandName,
          [],
          [this._getHelpOption()?.long ?? this._getHelpOption()?.short ?? "--help"],
        );
      }
      /**
       * Check this.args against expected this.registeredArguments.
       *
       * @private
       */
      _checkNumberOfArguments() {
        this.registeredArguments.forEach((arg, i) => {
          if (arg.required && this.args[i] == null) {
            this.missingArgument(arg.name());
          }
        });
        if (
          this.registeredArguments.length > 0 &&
          this.registeredArguments[this.registeredArguments.length - 1].variadic
        ) {
          return;
        }
        if (this.args.length > this.registeredArguments.length) {
          this._excessArguments(this.args);
        }
      }
      /**
       * Process this.args using this.registeredArguments and save as this.processedArgs!
       *
       * @private
       */
      _processArguments() {
        const myParseArg = (argument, value, previous) => {
          let parsedValue = value;
          if (value !== null && argument.parseArg) {
            const invalidValueMessage = `error: command-argument value '${value}' is invalid for argument '${argument.name()}'.`;
            parsedValue = this._callParseArg(argument, value, previous, invalidValueMessage);
          }
          return parsedValue;
        };
        this._checkNumberOfArguments();
        const processedArgs = [];
        this.registeredArguments.forEach((declaredArg, index) => {
          let value = declaredArg.defaultValue;
          if (declaredArg.variadic) {
            if (index < this.args.length) {
              value = this.args.slice(index);
              if (declaredArg.parseArg) {
                value = value.reduce((processed, v) => {
                  return myParseArg(declaredArg, v, processed);
                }, declaredArg.defaultValue);
              }
            } else if (value === void 0) {
              value = [];
            }
          } else if (index < this.args.length) {
            value = this.args[index];
            if (declaredArg.parseArg) {
              value = myParseArg(declaredArg, value, declaredArg.defaultValue);
            }
          }
          processedArgs[index] = value;
        });
        this.processedArgs = processedArgs;
      }
      /**
       * Once we have a promise we chain, but call synchronously until then.
       *
       * @param {(Promise|undefined)} promise
       * @param {Function} fn
       * @return {(Promise|undefined)}
       * @private
       */
      _chainOrCall(promise, fn) {
        if (promise?.then && typeof promise.then === "function") {
          return promise.then(() => fn());
        }
        return fn();
      }
      /**
       *
       * @param {(Promise|undefined)} promise
       * @param {string} event
       * @return {(Promise|undefined)}
       * @private
       */
      _chainOrCallHooks(promise, event) {
        let result = promise;
        const hooks = [];
        this._getCommandAndAncestors()
          .reverse()
          .filter((cmd) => cmd._lifeCycleHooks[event] !== void 0)
          .forEach((hookedCommand) => {
            hookedCommand._lifeCycleHooks[event].forEach((callback) => {
              hooks.push({ hookedCommand, callback });
            });
          });
        if (event === "postAction") {
          hooks.reverse();
        }
        hooks.forEach((hookDetail) => {
          result = this._chainOrCall(result, () => {
            return hookDetail.callback(hookDetail.hookedCommand, this);
          });
        });
        return result;
      }
      /**
       *
       * @param {(Promise|undefined)} promise
       * @param {Command} subCommand
       * @param {string} event
       * @return {(Promise|undefined)}
       * @private
       */
      _chainOrCallSubCommandHook(promise, subCommand, event) {
        let result = promise;
        if (this._lifeCycleHooks[event] !== void 0) {
          this._lifeCycleHooks[event].forEach((hook) => {
            result = this._chainOrCall(result, () => {
              return hook(this, subCommand);
            });
          });
        }
        return result;
      }
      /**
       * Process arguments in context of this command.
       * Returns action result, in case it is a promise.
       *
       * @private
       */
      _parseCommand(operands, unknown) {
        const parsed = this.parseOptions(unknown);
        this._parseOptionsEnv();
        this._parseOptionsImplied();
        operands = operands.concat(parsed.operands);
        unknown = parsed.unknown;
        this.args = operands.concat(unknown);
        if (operands && this._findCommand(operands[0])) {
          return this._dispatchSubcommand(operands[0], operands.slice(1), unknown);
        }
        if (this._getHelpCommand() && operands[0] === this._getHelpCommand().name()) {
          return this._dispatchHelpCommand(operands[1]);
        }
        if (this._defaultCommandName) {
          this._outputHelpIfRequested(unknown);
          return this._dispatchSubcommand(this._defaultCommandName, operands, unknown);
        }
        if (this.commands.length && this.args.length === 0 && !this._actionHandler && !this._defaultCommandName) {
          this.help({ error: true });
        }
        this._outputHelpIfRequested(parsed.unknown);
        this._checkForMissingMandatoryOptions();
        this._checkForConflictingOptions();
        const checkForUnknownOptions = () => {
          if (parsed.unknown.length > 0) {
            this.unknownOption(parsed.unknown[0]);
          }
        };
        const commandEvent = `command:${this.name()}`;
        if (this._actionHandler) {
          checkForUnknownOptions();
          this._processArguments();
          let promiseChain;
          promiseChain = this._chainOrCallHooks(promiseChain, "preAction");
          promiseChain = this._chainOrCall(promiseChain, () => this._actionHandler(this.processedArgs));
          if (this.parent) {
            promiseChain = this._chainOrCall(promiseChain, () => {
              this.parent.emit(commandEvent, operands, unknown);
            });
          }
          promiseChain = this._chainOrCallHooks(promiseChain, "postAction");
          return promiseChain;
        }
        if (this.parent?.listenerCount(commandEvent)) {
          checkForUnknownOptions();
          this._processArguments();
          this.parent.emit(commandEvent, operands, unknown);
        } else if (operands.length) {
          if (this._findCommand("*")) {
            return this._dispatchSubcommand("*", operands, unknown);
          }
          if (this.listenerCount("command:*")) {
            this.emit("command:*", operands, unknown);
          } else if (this.commands.length) {
            this.unknownCommand();
          } else {
            checkForUnknownOptions();
            this._processArguments();
          }
        } else if (this.commands.length) {
          checkForUnknownOptions();
          this.help({ error: true });
        } else {
          checkForUnknownOptions();
          this._processArguments();
        }
      }
      /**
       * Find matching command.
       *
       * @private
       * @return {Command | undefined}
       */
      _findCommand(name) {
        if (!name) return void 0;
        return this.commands.find((cmd) => cmd._name === name || cmd._aliases.includes(name));
      }
      /**
       * Return an option matching `arg` if any.
       *
       * @param {string} arg
       * @return {Option}
       * @package
       */
      _findOption(arg) {
        return this.options.find((option) => option.is(arg));
      }
      /**
       * Display an error message if a mandatory option does not have a value.
       * Called after checking for help flags in leaf subcommand.
       *
       * @private
       */
      _checkForMissingMandatoryOptions() {
        this._getCommandAndAncestors().forEach((cmd) => {
          cmd.options.forEach((anOption) => {
            if (anOption.mandatory && cmd.getOptionValue(anOption.attributeName()) === void 0) {
              cmd.missingMandatoryOptionValue(anOption);
            }
          });
        });
      }
      /**
       * Display an error message if conflicting options are used together in this.
       *
       * @private
       */
      _checkForConflictingLocalOptions() {
        const definedNonDefaultOptions = this.options.filter((option) => {
          const optionKey = option.attributeName();
          if (this.getOptionValue(optionKey) === void 0) {
            return false;
          }
          return this.getOptionValueSource(optionKey) !== "default";
        });
        const optionsWithConflicting = definedNonDefaultOptions.filter((option) => option.conflictsWith.length > 0);
        optionsWithConflicting.forEach((option) => {
          const conflictingAndDefined = definedNonDefaultOptions.find((defined2) =>
            option.conflictsWith.includes(defined2.attributeName()),
          );
          if (conflictingAndDefined) {
            this._conflictingOption(option, conflictingAndDefined);
          }
        });
      }
      /**
       * Display an error message if conflicting options are used together.
       * Called after checking for help flags in leaf subcommand.
       *
       * @private
       */
      _checkForConflictingOptions() {
        this._getCommandAndAncestors().forEach((cmd) => {
          cmd._checkForConflictingLocalOptions();
        });
      }
      /**
       * Parse options from `argv` removing known options,
       * and return argv split into operands and unknown arguments.
       *
       * Side effects: modifies command by storing options. Does not reset state if called again.
       *
       * Examples:
       *
       *     argv => operands, unknown
       *     --known kkk op => [op], []
       *     op --known kkk => [op], []
       *     sub --unknown uuu op => [sub], [--unknown uuu op]
       *     sub -- --unknown uuu op => [sub --unknown uuu op], []
       *
       * @param {string[]} args
       * @return {{operands: string[], unknown: string[]}}
       */
      parseOptions(args) {
        const operands = [];
        const unknown = [];
        let dest = operands;
        function maybeOption(arg) {
          return arg.length > 1 && arg[0] === "-";
        }
        const negativeNumberArg = (arg) => {
          if (!/^-(\d+|\d*\.\d+)(e[+-]?\d+)?$/.test(arg)) return false;
          return !this._getCommandAndAncestors().some((cmd) =>
            cmd.options.map((opt) => opt.short).some((short) => /^-\d$/.test(short)),
          );
        };
        let activeVariadicOption = null;
        let activeGroup = null;
        let i = 0;
        while (i < args.length || activeGroup) {
          const arg = activeGroup ?? args[i++];
          activeGroup = null;
          if (arg === "--") {
            if (dest === unknown) dest.push(arg);
            dest.push(...args.slice(i));
            break;
          }
          if (activeVariadicOption && (!maybeOption(arg) || negativeNumberArg(arg))) {
            this.emit(`option:${activeVariadicOption.name()}`, arg);
            continue;
          }
          activeVariadicOption = null;
          if (maybeOption(arg)) {
            const option = this._findOption(arg);
            if (option) {
              if (option.required) {
                const value = args[i++];
                if (value === void 0) this.optionMissingArgument(option);
                this.emit(`option:${option.name()}`, value);
              } else if (option.optional) {
                let value = null;
                if (i < args.length && (!maybeOption(args[i]) || negativeNumberArg(args[i]))) {
                  value = args[i++];
                }
                this.emit(`option:${option.name()}`, value);
              } else {
                this.emit(`option:${option.name()}`);
              }
              activeVariadicOption = option.variadic ? option : null;
              continue;
            }
          }
          if (arg.length > 2 && arg[0] === "-" && arg[1] !== "-") {
            const option = this._findOption(`-${arg[1]}`);
            if (option) {
              if (option.required || (option.optional && this._combineFlagAndOptionalValue)) {
                this.emit(`option:${option.name()}`, arg.slice(2));
              } else {
                this.emit(`option:${option.name()}`);
                activeGroup = `-${arg.slice(2)}`;
              }
              continue;
            }
          }
          if (/^--[^=]+=/.test(arg)) {
            const index = arg.indexOf("=");
            const option = this._findOption(arg.slice(0, index));
            if (option && (option.required || option.optional)) {
              this.emit(`option:${option.name()}`, arg.slice(index + 1));
              continue;
            }
          }
          if (dest === operands && maybeOption(arg) && !(this.commands.length === 0 && negativeNumberArg(arg))) {
            dest = unknown;
          }
          if (
            (this._enablePositionalOptions || this._passThroughOptions) &&
            operands.length === 0 &&
            unknown.length === 0
          ) {
            if (this._findCommand(arg)) {
              operands.push(arg);
              unknown.push(...args.slice(i));
              break;
            } else if (this._getHelpCommand() && arg === this._getHelpCommand().name()) {
              operands.push(arg, ...args.slice(i));
              break;
            } else if (this._defaultCommandName) {
              unknown.push(arg, ...args.slice(i));
              break;
            }
          }
          if (this._passThroughOptions) {
            dest.push(arg, ...args.slice(i));
            break;
          }
          dest.push(arg);
        }
        return { operands, unknown };
      }
      /**
       * Return an object containing local option values as key-value pairs.
       *
       * @return {object}
       */
      opts() {
        if (this._storeOptionsAsProperties) {
          const result = {};
          const len = this.options.length;
          for (let i = 0; i < len; i++) {
            const key = this.options[i].attributeName();
            result[key] = key === this._versionOptionName ? this._version : this[key];
          }
          return result;
        }
        return this._optionValues;
      }
      /**
       * Return an object containing merged local and global option values as key-value pairs.
       *
       * @return {object}
       */
      optsWithGlobals() {
        return this._getCommandAndAncestors().reduce(
          (combinedOptions, cmd) => Object.assign(combinedOptions, cmd.opts()),
          {},
        );
      }
      /**
       * Display error message and exit (or call exitOverride).
       *
       * @param {string} message
       * @param {object} [errorOptions]
       * @param {string} [errorOptions.code] - an id string representing the error
       * @param {number} [errorOptions.exitCode] - used with process.exit
       */
      error(message, errorOptions) {
        this._outputConfiguration.outputError(
          `${message}
`,
          this._outputConfiguration.writeErr,
        );
        if (typeof this._showHelpAfterError === "string") {
          this._outputConfiguration.writeErr(`${this._showHelpAfterError}
`);
        } else if (this._showHelpAfterError) {
          this._outputConfiguration.writeErr("\n");
          this.outputHelp({ error: true });
        }
        const config = errorOptions || {};
        const exitCode = config.exitCode || 1;
        const code = config.code || "commander.error";
        this._exit(exitCode, code, message);
      }
      /**
       * Apply any option related environment variables, if option does
       * not have a value from cli or client code.
       *
       * @private
       */
      _parseOptionsEnv() {
        this.options.forEach((option) => {
          if (option.envVar && option.envVar in process2.env) {
            const optionKey = option.attributeName();
            if (
              this.getOptionValue(optionKey) === void 0 ||
              ["default", "config", "env"].includes(this.getOptionValueSource(optionKey))
            ) {
              if (option.required || option.optional) {
                this.emit(`optionEnv:${option.name()}`, process2.env[option.envVar]);
              } else {
                this.emit(`optionEnv:${option.name()}`);
              }
            }
          }
        });
      }
      /**
       * Apply any implied option values, if option is undefined or default value.
       *
       * @private
       */
      _parseOptionsImplied() {
        const dualHelper = new DualOptions(this.options);
        const hasCustomOptionValue = (optionKey) => {
          return (
            this.getOptionValue(optionKey) !== void 0 &&
            !["default", "implied"].includes(this.getOptionValueSource(optionKey))
          );
        };
        this.options
          .filter(
            (option) =>
              option.implied !== void 0 &&
              hasCustomOptionValue(option.attributeName()) &&
              dualHelper.valueFromOption(this.getOptionValue(option.attributeName()), option),
          )
          .forEach((option) => {
            Object.keys(option.implied)
              .filter((impliedKey) => !hasCustomOptionValue(impliedKey))
              .forEach((impliedKey) => {
                this.setOptionValueWithSource(impliedKey, option.implied[impliedKey], "implied");
              });
          });
      }
      /**
       * Argument `name` is missing.
       *
       * @param {string} name
       * @private
       */
      missingArgument(name) {
        const message = `error: missing required argument '${name}'`;
        this.error(message, { code: "commander.missingArgument" });
      }
      /**
       * `Option` is missing an argument.
       *
       * @param {Option} option
       * @private
       */
      optionMissingArgument(option) {
        const message = `error: option '${option.flags}' argument missing`;
        this.error(message, { code: "commander.optionMissingArgument" });
      }
      /**
       * `Option` does not have a value, and is a mandatory option.
       *
       * @param {Option} option
       * @private
       */
      missingMandatoryOptionValue(option) {
        const message = `error: required option '${option.flags}' not specified`;
        this.error(message, { code: "commander.missingMandatoryOptionValue" });
      }
      /**
       * `Option` conflicts with another option.
       *
       * @param {Option} option
       * @param {Option} conflictingOption
       * @private
       */
      _conflictingOption(option, conflictingOption) {
        const findBestOptionFromValue = (option2) => {
          const optionKey = option2.attributeName();
          const optionValue = this.getOptionValue(optionKey);
          const negativeOption = this.options.find((target) => target.negate && optionKey === target.attributeName());
          const positiveOption = this.options.find((target) => !target.negate && optionKey === target.attributeName());
          if (
            negativeOption &&
            ((negativeOption.presetArg === void 0 && optionValue === false) ||
              (negativeOption.presetArg !== void 0 && optionValue === negativeOption.presetArg))
          ) {
            return negativeOption;
          }
          return positiveOption || option2;
        };
        const getErrorMessage = (option2) => {
          const bestOption = findBestOptionFromValue(option2);
          const optionKey = bestOption.attributeName();
          const source = this.getOptionValueSource(optionKey);
          if (source === "env") {
            return `environment variable '${bestOption.envVar}'`;
          }
          return `option '${bestOption.flags}'`;
        };
        const message = `error: ${getErrorMessage(option)} cannot be used with ${getErrorMessage(conflictingOption)}`;
        this.error(message, { code: "commander.conflictingOption" });
      }
      /**
       * Unknown option `flag`.
       *
       * @param {string} flag
       * @private
       */
      unknownOption(flag) {
        if (this._allowUnknownOption) return;
        let suggestion = "";
        if (flag.startsWith("--") && this._showSuggestionAfterError) {
          let candidateFlags = [];
          let command = this;
          do {
            const moreFlags = command
              .createHelp()
              .visibleOptions(command)
              .filter((option) => option.long)
              .map((option) => option.long);
            candidateFlags = candidateFlags.concat(moreFlags);
            command = command.parent;
          } while (command && !command._enablePositionalOptions);
          suggestion = suggestSimilar(flag, candidateFlags);
        }
        const message = `error: unknown option '${flag}'${suggestion}`;
        this.error(message, { code: "commander.unknownOption" });
      }
      /**
       * Excess arguments, more than expected.
       *
       * @param {string[]} receivedArgs
       * @private
       */
      _excessArguments(receivedArgs) {
        if (this._allowExcessArguments) return;
        const expected = this.registeredArguments.length;
        const s = expected === 1 ? "" : "s";
        const forSubcommand = this.parent ? ` for '${this.name()}'` : "";
        const message = `error: too many arguments${forSubcommand}. Expected ${expected} argument${s} but got ${receivedArgs.length}.`;
        this.error(message, { code: "commander.excessArguments" });
      }
      /**
       * Unknown command.
       *
       * @private
       */
      unknownCommand() {
        const unknownName = this.args[0];
        let suggestion = "";
        if (this._showSuggestionAfterError) {
          const candidateNames = [];
          this.createHelp()
            .visibleCommands(this)
            .forEach((command) => {
              candidateNames.push(command.name());
              if (command.alias()) candidateNames.push(command.alias());
            });
          suggestion = suggestSimilar(unknownName, candidateNames);
        }
        const message = `error: unknown command '${unknownName}'${suggestion}`;
        this.error(message, { code: "commander.unknownCommand" });
      }
      /**
       * Get or set the program version.
       *
       * This method auto-registers the "-V, --version" option which will print the version number.
       *
       * You can optionally supply the flags and description to override the defaults.
       *
       * @param {string} [str]
       * @param {string} [flags]
       * @param {string} [description]
       * @return {(this | string | undefined)} `this` command for chaining, or version string if no arguments
       */
      version(str, flags, description) {
        if (str === void 0) return this._version;
        this._version = str;
        flags = flags || "-V, --version";
        description = description || "output the version number";
        const versionOption = this.createOption(flags, description);
        this._versionOptionName = versionOption.attributeName();
        this._registerOption(versionOption);
        this.on("option:" + versionOption.name(), () => {
          this._outputConfiguration.writeOut(`${str}
`);
          this._exit(0, "commander.version", str);
        });
        return this;
      }
      /**
       * Set the description.
       *
       * @param {string} [str]
       * @param {object} [argsDescription]
       * @return {(string|Command)}
       */
      description(str, argsDescription) {
        if (str === void 0 && argsDescription === void 0) return this._description;
        this._description = str;
        if (argsDescription) {
          this._argsDescription = argsDescription;
        }
        return this;
      }
      /**
       * Set the summary. Used when listed as subcommand of parent.
       *
       * @param {string} [str]
       * @return {(string|Command)}
       */
      summary(str) {
        if (str === void 0) return this._summary;
        this._summary = str;
        return this;
      }
      /**
       * Set an alias for the command.
       *
       * You may call more than once to add multiple aliases. Only the first alias is shown in the auto-generated help.
       *
       * @param {string} [alias]
       * @return {(string|Command)}
       */
      alias(alias) {
        if (alias === void 0) return this._aliases[0];
        let command = this;
        if (this.commands.length !== 0 && this.commands[this.commands.length - 1]._executableHandler) {
          command = this.commands[this.commands.length - 1];
        }
        if (alias === command._name) throw new Error("Command alias can't be the same as its name");
        const matchingCommand = this.parent?._findCommand(alias);
        if (matchingCommand) {
          const existingCmd = [matchingCommand.name()].concat(matchingCommand.aliases()).join("|");
          throw new Error(
            `cannot add alias '${alias}' to command '${this.name()}' as already have command '${existingCmd}'`,
          );
        }
        command._aliases.push(alias);
        return this;
      }
      /**
       * Set aliases for the command.
       *
       * Only the first alias is shown in the auto-generated help.
       *
       * @param {string[]} [aliases]
       * @return {(string[]|Command)}
       */
      aliases(aliases) {
        if (aliases === void 0) return this._aliases;
        aliases.forEach((alias) => this.alias(alias));
        return this;
      }
      /**
       * Set / get the command usage `str`.
       *
       * @param {string} [str]
       * @return {(string|Command)}
       */
      usage(str) {
        if (str === void 0) {
          if (this._usage) return this._usage;
          const args = this.registeredArguments.map((arg) => {
            return humanReadableArgName(arg);
          });
          return []
            .concat(
              this.options.length || this._helpOption !== null ? "[options]" : [],
              this.commands.length ? "[command]" : [],
              this.registeredArguments.length ? args : [],
            )
            .join(" ");
        }
        this._usage = str;
        return this;
      }
      /**
       * Get or set the name of the command.
       *
       * @param {string} [str]
       * @return {(string|Command)}
       */
      name(str) {
        if (str === void 0) return this._name;
        this._name = str;
        return this;
      }
      /**
       * Set/get the help group heading for this subcommand in parent command's help.
       *
       * @param {string} [heading]
       * @return {Command | string}
       */
      helpGroup(heading) {
        if (heading === void 0) return this._helpGroupHeading ?? "";
        this._helpGroupHeading = heading;
        return this;
      }
      /**
       * Set/get the default help group heading for subcommands added to this command.
       * (This does not override a group set directly on the subcommand using .helpGroup().)
       *
       * @example
       * program.commandsGroup('Development Commands:);
       * program.command('watch')...
       * program.command('lint')...
       * ...
       *
       * @param {string} [heading]
       * @returns {Command | string}
       */
      commandsGroup(heading) {
        if (heading === void 0) return this._defaultCommandGroup ?? "";
        this._defaultCommandGroup = heading;
        return this;
      }
      /**
       * Set/get the default help group heading for options added to this command.
       * (This does not override a group set directly on the option using .helpGroup().)
       *
       * @example
       * program
       *   .optionsGroup('Development Options:')
       *   .option('-d, --debug', 'output extra debugging')
       *   .option('-p, --profile', 'output profiling information')
       *
       * @param {string} [heading]
       * @returns {Command | string}
       */
      optionsGroup(heading) {
        if (heading === void 0) return this._defaultOptionGroup ?? "";
        this._defaultOptionGroup = heading;
        return this;
      }
      /**
       * @param {Option} option
       * @private
       */
      _initOptionGroup(option) {
        if (this._defaultOptionGroup && !option.helpGroupHeading) option.helpGroup(this._defaultOptionGroup);
      }
      /**
       * @param {Command} cmd
       * @private
       */
      _initCommandGroup(cmd) {
        if (this._defaultCommandGroup && !cmd.helpGroup()) cmd.helpGroup(this._defaultCommandGroup);
      }
      /**
       * Set the name of the command from script filename, such as process.argv[1],
       * or require.main.filename, or __filename.
       *
       * (Used internally and public although not documented in README.)
       *
       * @example
       * program.nameFromFilename(require.main.filename);
       *
       * @param {string} filename
       * @return {Command}
       */
      nameFromFilename(filename) {
        this._name = path11.basename(filename, path11.extname(filename));
        return this;
      }
      /**
       * Get or set the directory for searching for executable subcommands of this command.
       *
       * @example
       * program.executableDir(__dirname);
       * // or
       * program.executableDir('subcommands');
       *
       * @param {string} [path]
       * @return {(string|null|Command)}
       */
      executableDir(path12) {
        if (path12 === void 0) return this._executableDir;
        this._executableDir = path12;
        return this;
      }
      /**
       * Return program help documentation.
       *
       * @param {{ error: boolean }} [contextOptions] - pass {error:true} to wrap for stderr instead of stdout
       * @return {string}
       */
      helpInformation(contextOptions) {
        const helper = this.createHelp();
        const context = this._getOutputContext(contextOptions);
        helper.prepareContext({
          error: context.error,
          helpWidth: context.helpWidth,
          outputHasColors: context.hasColors,
        });
        const text = helper.formatHelp(this, helper);
        if (context.hasColors) return text;
        return this._outputConfiguration.stripColor(text);
      }
      /**
       * @typedef HelpContext
       * @type {object}
       * @property {boolean} error
       * @property {number} helpWidth
       * @property {boolean} hasColors
       * @property {function} write - includes stripColor if needed
       *
       * @returns {HelpContext}
       * @private
       */
      _getOutputContext(contextOptions) {
        contextOptions = contextOptions || {};
        const error = !!contextOptions.error;
        let baseWrite;
        let hasColors;
        let helpWidth;
        if (error) {
          baseWrite = (str) => this._outputConfiguration.writeErr(str);
          hasColors = this._outputConfiguration.getErrHasColors();
          helpWidth = this._outputConfiguration.getErrHelpWidth();
        } else {
          baseWrite = (str) => this._outputConfiguration.writeOut(str);
          hasColors = this._outputConfiguration.getOutHasColors();
          helpWidth = this._outputConfiguration.getOutHelpWidth();
        }
        const write2 = (str) => {
          if (!hasColors) str = this._outputConfiguration.stripColor(str);
          return baseWrite(str);
        };
        return { error, write: write2, hasColors, helpWidth };
      }
      /**
       * Output help information for this command.
       *
       * Outputs built-in help, and custom text added using `.addHelpText()`.
       *
       * @param {{ error: boolean } | Function} [contextOptions] - pass {error:true} to write to stderr instead of stdout
       */
      outputHelp(contextOptions) {
        let deprecatedCallback;
        if (typeof contextOptions === "function") {
          deprecatedCallback = contextOptions;
          contextOptions = void 0;
        }
        const outputContext = this._getOutputContext(contextOptions);
        const eventContext = {
          error: outputContext.error,
          write: outputContext.write,
          command: this,
        };
        this._getCommandAndAncestors()
          .reverse()
          .forEach((command) => command.emit("beforeAllHelp", eventContext));
        this.emit("beforeHelp", eventContext);
        let helpInformation = this.helpInformation({ error: outputContext.error });
        if (deprecatedCallback) {
          helpInformation = deprecatedCallback(helpInformation);
          if (typeof helpInformation !== "string" && !Buffer.isBuffer(helpInformation)) {
            throw new Error("outputHelp callback must return a string or a Buffer");
          }
        }
        outputContext.write(helpInformation);
        if (this._getHelpOption()?.long) {
          this.emit(this._getHelpOption().long);
        }
        this.emit("afterHelp", eventContext);
        this._getCommandAndAncestors().forEach((command) => command.emit("afterAllHelp", eventContext));
      }
      /**
       * You can pass in flags and a description to customise the built-in help option.
       * Pass in false to disable the built-in help option.
       *
       * @example
       * program.helpOption('-?, --help' 'show help'); // customise
       * program.helpOption(false); // disable
       *
       * @param {(string | boolean)} flags
       * @param {string} [description]
       * @return {Command} `this` command for chaining
       */
      helpOption(flags, description) {
        if (typeof flags === "boolean") {
          if (flags) {
            if (this._helpOption === null) this._helpOption = void 0;
            if (this._defaultOptionGroup) {
              this._initOptionGroup(this._getHelpOption());
            }
          } else {
            this._helpOption = null;
          }
          return this;
        }
        this._helpOption = this.createOption(flags ?? "-h, --help", description ?? "display help for command");
        if (flags || description) this._initOptionGroup(this._helpOption);
        return this;
      }
      /**
       * Lazy create help option.
       * Returns null if has been disabled with .helpOption(false).
       *
       * @returns {(Option | null)} the help option
       * @package
       */
      _getHelpOption() {
        if (this._helpOption === void 0) {
          this.helpOption(void 0, void 0);
        }
        return this._helpOption;
      }
      /**
       * Supply your own option to use for the built-in help option.
       * This is an alternative to using helpOption() to customise the flags and description etc.
       *
       * @param {Option} option
       * @return {Command} `this` command for chaining
       */
      addHelpOption(option) {
        this._helpOption = option;
        this._initOptionGroup(option);
        return this;
      }
      /**
       * Output help information and exit.
       *
       * Outputs built-in help, and custom text added using `.addHelpText()`.
       *
       * @param {{ error: boolean }} [contextOptions] - pass {error:true} to write to stderr instead of stdout
       */
      help(contextOptions) {
        this.outputHelp(contextOptions);
        let exitCode = Number(process2.exitCode ?? 0);
        if (exitCode === 0 && contextOptions && typeof contextOptions !== "function" && contextOptions.error) {
          exitCode = 1;
        }
        this._exit(exitCode, "commander.help", "(outputHelp)");
      }
      /**
       * // Do a little typing to coordinate emit and listener for the help text events.
       * @typedef HelpTextEventContext
       * @type {object}
       * @property {boolean} error
       * @property {Command} command
       * @property {function} write
       */
      /**
       * Add additional text to be displayed with the built-in help.
       *
       * Position is 'before' or 'after' to affect just this command,
       * and 'beforeAll' or 'afterAll' to affect this command and all its subcommands.
       *
       * @param {string} position - before or after built-in help
       * @param {(string | Function)} text - string to add, or a function returning a string
       * @return {Command} `this` command for chaining
       */
      addHelpText(position2, text) {
        const allowedValues = ["beforeAll", "before", "after", "afterAll"];
        if (!allowedValues.includes(position2)) {
          throw new Error(`Unexpected value for position to addHelpText.
Expecting one of '${allowedValues.join("', '")}'`);
        }
        const helpEvent = `${position2}Help`;
        this.on(helpEvent, (context) => {
          let helpStr;
          if (typeof text === "function") {
            helpStr = text({ error: context.error, command: context.command });
          } else {
            helpStr = text;
          }
          if (helpStr) {
            context.write(`${helpStr}
`);
          }
        });
        return this;
      }
      /**
       * Output help information if help flags specified
       *
       * @param {Array} args - array of options to search for help flags
       * @private
       */
      _outputHelpIfRequested(args) {
        const helpOption = this._getHelpOption();
        const helpRequested = helpOption && args.find((arg) => helpOption.is(arg));
        if (helpRequested) {
          this.outputHelp();
          this._exit(0, "commander.helpDisplayed", "(outputHelp)");
        }
      }
    };
    function incrementNodeInspectorPort(args) {
      return args.map((arg) => {
        if (!arg.startsWith("--inspect")) {
          return arg;
        }
        let debugOption;
        let debugHost = "127.0.0.1";
        let debugPort = "9229";
        let match2;
        if ((match2 = arg.match(/^(--inspect(-brk)?)$/)) !== null) {
          debugOption = match2[1];
        } else if ((match2 = arg.match(/^(--inspect(-brk|-port)?)=([^:]+)$/)) !== null) {
          debugOption = match2[1];
          if (/^\d+$/.test(match2[3])) {
            debugPort = match2[3];
          } else {
            debugHost = match2[3];
          }
        } else if ((match2 = arg.match(/^(--inspect(-brk|-port)?)=([^:]+):(\d+)$/)) !== null) {
          debugOption = match2[1];
          debugHost = match2[3];
          debugPort = match2[4];
        }
        if (debugOption && debugPort !== "0") {
          return `${debugOption}=${debugHost}:${parseInt(debugPort) + 1}`;
        }
        return arg;
      });
    }
    function useColor() {
      if (process2.env.NO_COLOR || process2.env.FORCE_COLOR === "0" || process2.env.FORCE_COLOR === "false")
        return false;
      if (process2.env.FORCE_COLOR || process2.env.CLICOLOR_FORCE !== void 0) return true;
      return void 0;
    }
    exports.Command = Command2;
    exports.useColor = useColor;
  },
});

// node_modules/.pnpm/commander@14.0.3/node_modules/commander/index.js
var require_commander = __commonJS({
  "node_modules/.pnpm/commander@14.0.3/node_modules/commander/index.js"(exports) {
    var { Argument: Argument2 } = require_argument();
    var { Command: Command2 } = require_command();
    var { CommanderError: CommanderError2, InvalidArgumentError: InvalidArgumentError2 } = require_error();
    var { Help: Help2 } = require_help();
    var { Option: Option2 } = require_option();
    exports.program = new Command2();
    exports.createCommand = (name) => new Command2(name);
    exports.createOption = (flags, description) => new Option2(flags, description);
    exports.createArgument = (name, description) => new Argument2(name, description);
    exports.Command = Command2;
    exports.Option = Option2;
    exports.Argument = Argument2;
    exports.Help = Help2;
    exports.CommanderError = CommanderError2;
    exports.InvalidArgumentError = InvalidArgumentError2;
    exports.InvalidOptionArgumentError = InvalidArgumentError2;
  },
});

// packages/emulator/src/emulated-bot.ts
var PARAM_TYPES;
var init_emulated_bot = __esm({
  "packages/emulator/src/emulated-bot.ts"() {
    "use strict";
    PARAM_TYPES = [
      "string",
      "integer",
      "integer-range",
      "decimal",
      "decimal-range",
      "date",
      "date-range",
      "date-time",
      "date-time-range",
      "time",
      "time-range",
      "selection",
      "multi-selection",
      "user",
      "boolean",
      "email",
    ];
  },
});

// packages/emulator/src/error.ts
function isEmulatorError(error) {
  return error instanceof Error && error.name === "EmulatorError" && "code" in error;
}
var EmulatorError;
var init_error = __esm({
  "packages/emulator/src/error.ts"() {
    "use strict";
    EmulatorError = class extends Error {
      name = "EmulatorError";
      code;
      /** What is wrong with a definition, in the order of the file; empty for other codes. */
      problems;
      constructor(code, message, { cause, problems = [] } = {}) {
        super(message, cause === void 0 ? void 0 : { cause });
        this.code = code;
        this.problems = problems;
      }
    };
  },
});

// packages/emulator/src/definition/problem.ts
function formatProblem(problem, file = "") {
  const { path: path11, line, column, message, severity } = problem;
  const place = [file, line, column].filter((part) => part !== void 0 && part !== "").join(":");
  return [place, severity, path11, message].filter((part) => part !== "").join(": ");
}
var init_problem = __esm({
  "packages/emulator/src/definition/problem.ts"() {
    "use strict";
  },
});

// packages/emulator/src/definition/shape.ts
function isRecord(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
function shapeOf(value) {
  if (value === void 0) return "nothing";
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object") return "an object";
  if (typeof value === "string") return value === "" ? "an empty text" : "a text";
  return `a ${typeof value}`;
}
var init_shape = __esm({
  "packages/emulator/src/definition/shape.ts"() {
    "use strict";
  },
});

// packages/emulator/src/definition/closest-name.ts
function closestName(name, names) {
  if (name.length > LONGEST) return void 0;
  const written = fold(name);
  const [best] = names
    .map((candidate) => ({ candidate, away: distance(written, fold(candidate)) }))
    .filter(({ candidate, away }) => away <= Math.floor(candidate.length / 3))
    .sort((a, b) => a.away - b.away);
  return best?.candidate;
}
function fold(name) {
  return name.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "");
}
function distance(a, b) {
  let row = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let index = 0; index < a.length; index++) {
    const next = [index + 1];
    for (let column = 1; column <= b.length; column++) {
      const change2 = (row[column - 1] ?? 0) + (a[index] === b[column - 1] ? 0 : 1);
      next.push(Math.min(change2, (row[column] ?? 0) + 1, (next[column - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
var LONGEST;
var init_closest_name = __esm({
  "packages/emulator/src/definition/closest-name.ts"() {
    "use strict";
    LONGEST = 64;
  },
});

// packages/emulator/src/definition/findings.ts
var Field;
var init_findings = __esm({
  "packages/emulator/src/definition/findings.ts"() {
    "use strict";
    init_shape();
    init_closest_name();
    Field = class _Field {
      constructor(value, path11, findings) {
        this.value = value;
        this.path = path11;
        this.findings = findings;
      }
      value;
      path;
      findings;
      error(message, at = "value") {
        this.findings.push({ path: this.path, at, message, severity: "error" });
      }
      warn(message) {
        this.findings.push({ path: this.path, at: "value", message, severity: "warning" });
      }
      /** Absent, or `undefined` in code. */
      get isAbsent() {
        return this.value === void 0;
      }
      /** The value under a key; absent where this is no object. */
      at(key) {
        const own = isRecord(this.value) && Object.hasOwn(this.value, key) ? this.value[key] : void 0;
        return new _Field(own, [...this.path, key], this.findings);
      }
      /** Says so if this is no object, lacks a required key or has a key that is not known. */
      checkObject(known, required = []) {
        if (!isRecord(this.value)) {
          this.error(`Expected an object; came ${shapeOf(this.value)}.`);
          return false;
        }
        for (const key of Object.keys(this.value)) {
          if (key === "$comment" || key === "$schema") this.at(key).checkText();
          if (known.includes(key) || key === "$comment") continue;
          const meant = closestName(key, known);
          const mend = meant === void 0 ? `Known here: ${known.join(", ")}.` : `Did you mean "${meant}"?`;
          new _Field(void 0, [...this.path, key], this.findings).error(`This key is not known. ${mend}`, "key");
        }
        for (const key of required)
          if (this.at(key).isAbsent) this.error(`The key "${key}" is missing, and it has no default.`);
        return true;
      }
      /** The items of a list; none where it is absent or no list. */
      items() {
        if (this.isAbsent) return [];
        if (Array.isArray(this.value))
          return Array.from(
            this.value,
            (item, index) => new _Field(item ?? null, [...this.path, index], this.findings),
          );
        this.error(`Expected a list; came ${shapeOf(this.value)}. Put it into [ ].`);
        return [];
      }
      /** A text with something to read in it. */
      text({ allowEmpty = false } = {}) {
        if (this.isAbsent) return void 0;
        if (typeof this.value !== "string") this.error(`Expected a text; came ${shapeOf(this.value)}.`);
        else if (this.value.trim() !== "" || (allowEmpty && this.value === "")) return this.value;
        else this.error("The text is empty. Fill it in, or leave the key out if it has a default.");
        return void 0;
      }
      /** Says so if this is no text; what it says does not matter. */
      checkText() {
        if (!this.isAbsent && typeof this.value !== "string")
          this.error(`Expected a text; came ${shapeOf(this.value)}.`);
      }
      /** `true` or `false`. */
      flag() {
        if (this.isAbsent || typeof this.value === "boolean") return this.value;
        this.error(`Expected true or false; came ${shapeOf(this.value)}.`);
        return void 0;
      }
      /** One of a few texts. */
      oneOf(values) {
        if (this.isAbsent) return void 0;
        const found = values.find((value) => value === this.value);
        if (found !== void 0) return found;
        const meant = typeof this.value === "string" ? closestName(this.value, values) : void 0;
        const list = values.map((value) => `"${value}"`).join(", ");
        const came = typeof this.value === "string" ? "another text" : shapeOf(this.value);
        this.error(`Expected one of ${list}; came ${came}.${meant === void 0 ? "" : ` Did you mean "${meant}"?`}`);
        return void 0;
      }
    };
  },
});

// packages/emulator/src/definition/format-path.ts
function formatPath(path11) {
  return path11
    .map((part) => {
      if (typeof part === "number") return `[${part}]`;
      return /^[A-Za-z_$][\w$]*$/.test(part) ? `.${part}` : `[${JSON.stringify(part)}]`;
    })
    .join("")
    .replace(/^\./, "");
}
var init_format_path = __esm({
  "packages/emulator/src/definition/format-path.ts"() {
    "use strict";
  },
});

// node_modules/.pnpm/jsonc-parser@3.3.1/node_modules/jsonc-parser/lib/esm/impl/scanner.js
function createScanner(text, ignoreTrivia = false) {
  const len = text.length;
  let pos = 0,
    value = "",
    tokenOffset = 0,
    token = 16,
    lineNumber = 0,
    lineStartOffset = 0,
    tokenLineStartOffset = 0,
    prevTokenLineStartOffset = 0,
    scanError = 0;
  function scanHexDigits(count, exact) {
    let digits = 0;
    let value2 = 0;
    while (digits < count || !exact) {
      let ch = text.charCodeAt(pos);
      if (ch >= 48 && ch <= 57) {
        value2 = value2 * 16 + ch - 48;
      } else if (ch >= 65 && ch <= 70) {
        value2 = value2 * 16 + ch - 65 + 10;
      } else if (ch >= 97 && ch <= 102) {
        value2 = value2 * 16 + ch - 97 + 10;
      } else {
        break;
      }
      pos++;
      digits++;
    }
    if (digits < count) {
      value2 = -1;
    }
    return value2;
  }
  function setPosition(newPosition) {
    pos = newPosition;
    value = "";
    tokenOffset = 0;
    token = 16;
    scanError = 0;
  }
  function scanNumber() {
    let start = pos;
    if (text.charCodeAt(pos) === 48) {
      pos++;
    } else {
      pos++;
      while (pos < text.length && isDigit(text.charCodeAt(pos))) {
        pos++;
      }
    }
    if (pos < text.length && text.charCodeAt(pos) === 46) {
      pos++;
      if (pos < text.length && isDigit(text.charCodeAt(pos))) {
        pos++;
        while (pos < text.length && isDigit(text.charCodeAt(pos))) {
          pos++;
        }
      } else {
        scanError = 3;
        return text.substring(start, pos);
      }
    }
    let end = pos;
    if (pos < text.length && (text.charCodeAt(pos) === 69 || text.charCodeAt(pos) === 101)) {
      pos++;
      if ((pos < text.length && text.charCodeAt(pos) === 43) || text.charCodeAt(pos) === 45) {
        pos++;
      }
      if (pos < text.length && isDigit(text.charCodeAt(pos))) {
        pos++;
        while (pos < text.length && isDigit(text.charCodeAt(pos))) {
          pos++;
        }
        end = pos;
      } else {
        scanError = 3;
      }
    }
    return text.substring(start, end);
  }
  function scanString() {
    let result = "",
      start = pos;
    while (true) {
      if (pos >= len) {
        result += text.substring(start, pos);
        scanError = 2;
        break;
      }
      const ch = text.charCodeAt(pos);
      if (ch === 34) {
        result += text.substring(start, pos);
        pos++;
        break;
      }
      if (ch === 92) {
        result += text.substring(start, pos);
        pos++;
        if (pos >= len) {
          scanError = 2;
          break;
        }
        const ch2 = text.charCodeAt(pos++);
        switch (ch2) {
          case 34:
            result += '"';
            break;
          case 92:
            result += "\\";
            break;
          case 47:
            result += "/";
            break;
          case 98:
            result += "\b";
            break;
          case 102:
            result += "\f";
            break;
          case 110:
            result += "\n";
            break;
          case 114:
            result += "\r";
            break;
          case 116:
            result += "	";
            break;
          case 117:
            const ch3 = scanHexDigits(4, true);
            if (ch3 >= 0) {
              result += String.fromCharCode(ch3);
            } else {
              scanError = 4;
            }
            break;
          default:
            scanError = 5;
        }
        start = pos;
        continue;
      }
      if (ch >= 0 && ch <= 31) {
        if (isLineBreak(ch)) {
          result += text.substring(start, pos);
          scanError = 2;
          break;
        } else {
          scanError = 6;
        }
      }
      pos++;
    }
    return result;
  }
  function scanNext() {
    value = "";
    scanError = 0;
    tokenOffset = pos;
    lineStartOffset = lineNumber;
    prevTokenLineStartOffset = tokenLineStartOffset;
    if (pos >= len) {
      tokenOffset = len;
      return (token = 17);
    }
    let code = text.charCodeAt(pos);
    if (isWhiteSpace(code)) {
      do {
        pos++;
        value += String.fromCharCode(code);
        code = text.charCodeAt(pos);
      } while (isWhiteSpace(code));
      return (token = 15);
    }
    if (isLineBreak(code)) {
      pos++;
      value += String.fromCharCode(code);
      if (code === 13 && text.charCodeAt(pos) === 10) {
        pos++;
        value += "\n";
      }
      lineNumber++;
      tokenLineStartOffset = pos;
      return (token = 14);
    }
    switch (code) {
      // tokens: []{}:,
      case 123:
        pos++;
        return (token = 1);
      case 125:
        pos++;
        return (token = 2);
      case 91:
        pos++;
        return (token = 3);
      case 93:
        pos++;
        return (token = 4);
      case 58:
        pos++;
        return (token = 6);
      case 44:
        pos++;
        return (token = 5);
      // strings
      case 34:
        pos++;
        value = scanString();
        return (token = 10);
      // comments
      case 47:
        const start = pos - 1;
        if (text.charCodeAt(pos + 1) === 47) {
          pos += 2;
          while (pos < len) {
            if (isLineBreak(text.charCodeAt(pos))) {
              break;
            }
            pos++;
          }
          value = text.substring(start, pos);
          return (token = 12);
        }
        if (text.charCodeAt(pos + 1) === 42) {
          pos += 2;
          const safeLength = len - 1;
          let commentClosed = false;
          while (pos < safeLength) {
            const ch = text.charCodeAt(pos);
            if (ch === 42 && text.charCodeAt(pos + 1) === 47) {
              pos += 2;
              commentClosed = true;
              break;
            }
            pos++;
            if (isLineBreak(ch)) {
              if (ch === 13 && text.charCodeAt(pos) === 10) {
                pos++;
              }
              lineNumber++;
              tokenLineStartOffset = pos;
            }
          }
          if (!commentClosed) {
            pos++;
            scanError = 1;
          }
          value = text.substring(start, pos);
          return (token = 13);
        }
        value += String.fromCharCode(code);
        pos++;
        return (token = 16);
      // numbers
      case 45:
        value += String.fromCharCode(code);
        pos++;
        if (pos === len || !isDigit(text.charCodeAt(pos))) {
          return (token = 16);
        }
      // found a minus, followed by a number so
      // we fall through to proceed with scanning
      // numbers
      case 48:
      case 49:
      case 50:
      case 51:
      case 52:
      case 53:
      case 54:
      case 55:
      case 56:
      case 57:
        value += scanNumber();
        return (token = 11);
      // literals and unknown symbols
      default:
        while (pos < len && isUnknownContentCharacter(code)) {
          pos++;
          code = text.charCodeAt(pos);
        }
        if (tokenOffset !== pos) {
          value = text.substring(tokenOffset, pos);
          switch (value) {
            case "true":
              return (token = 8);
            case "false":
              return (token = 9);
            case "null":
              return (token = 7);
          }
          return (token = 16);
        }
        value += String.fromCharCode(code);
        pos++;
        return (token = 16);
    }
  }
  function isUnknownContentCharacter(code) {
    if (isWhiteSpace(code) || isLineBreak(code)) {
      return false;
    }
    switch (code) {
      case 125:
      case 93:
      case 123:
      case 91:
      case 34:
      case 58:
      case 44:
      case 47:
        return false;
    }
    return true;
  }
  function scanNextNonTrivia() {
    let result;
    do {
      result = scanNext();
    } while (result >= 12 && result <= 15);
    return result;
  }
  return {
    setPosition,
    getPosition: () => pos,
    scan: ignoreTrivia ? scanNextNonTrivia : scanNext,
    getToken: () => token,
    getTokenValue: () => value,
    getTokenOffset: () => tokenOffset,
    getTokenLength: () => pos - tokenOffset,
    getTokenStartLine: () => lineStartOffset,
    getTokenStartCharacter: () => tokenOffset - prevTokenLineStartOffset,
    getTokenError: () => scanError,
  };
}
function isWhiteSpace(ch) {
  return ch === 32 || ch === 9;
}
function isLineBreak(ch) {
  return ch === 10 || ch === 13;
}
function isDigit(ch) {
  return ch >= 48 && ch <= 57;
}
var CharacterCodes;
var init_scanner = __esm({
  "node_modules/.pnpm/jsonc-parser@3.3.1/node_modules/jsonc-parser/lib/esm/impl/scanner.js"() {
    "use strict";
    (function (CharacterCodes2) {
      CharacterCodes2[(CharacterCodes2["lineFeed"] = 10)] = "lineFeed";
      CharacterCodes2[(CharacterCodes2["carriageReturn"] = 13)] = "carriageReturn";
      CharacterCodes2[(CharacterCodes2["space"] = 32)] = "space";
      CharacterCodes2[(CharacterCodes2["_0"] = 48)] = "_0";
      CharacterCodes2[(CharacterCodes2["_1"] = 49)] = "_1";
      CharacterCodes2[(CharacterCodes2["_2"] = 50)] = "_2";
      CharacterCodes2[(CharacterCodes2["_3"] = 51)] = "_3";
      CharacterCodes2[(CharacterCodes2["_4"] = 52)] = "_4";
      CharacterCodes2[(CharacterCodes2["_5"] = 53)] = "_5";
      CharacterCodes2[(CharacterCodes2["_6"] = 54)] = "_6";
      CharacterCodes2[(CharacterCodes2["_7"] = 55)] = "_7";
      CharacterCodes2[(CharacterCodes2["_8"] = 56)] = "_8";
      CharacterCodes2[(CharacterCodes2["_9"] = 57)] = "_9";
      CharacterCodes2[(CharacterCodes2["a"] = 97)] = "a";
      CharacterCodes2[(CharacterCodes2["b"] = 98)] = "b";
      CharacterCodes2[(CharacterCodes2["c"] = 99)] = "c";
      CharacterCodes2[(CharacterCodes2["d"] = 100)] = "d";
      CharacterCodes2[(CharacterCodes2["e"] = 101)] = "e";
      CharacterCodes2[(CharacterCodes2["f"] = 102)] = "f";
      CharacterCodes2[(CharacterCodes2["g"] = 103)] = "g";
      CharacterCodes2[(CharacterCodes2["h"] = 104)] = "h";
      CharacterCodes2[(CharacterCodes2["i"] = 105)] = "i";
      CharacterCodes2[(CharacterCodes2["j"] = 106)] = "j";
      CharacterCodes2[(CharacterCodes2["k"] = 107)] = "k";
      CharacterCodes2[(CharacterCodes2["l"] = 108)] = "l";
      CharacterCodes2[(CharacterCodes2["m"] = 109)] = "m";
      CharacterCodes2[(CharacterCodes2["n"] = 110)] = "n";
      CharacterCodes2[(CharacterCodes2["o"] = 111)] = "o";
      CharacterCodes2[(CharacterCodes2["p"] = 112)] = "p";
      CharacterCodes2[(CharacterCodes2["q"] = 113)] = "q";
      CharacterCodes2[(CharacterCodes2["r"] = 114)] = "r";
      CharacterCodes2[(CharacterCodes2["s"] = 115)] = "s";
      CharacterCodes2[(CharacterCodes2["t"] = 116)] = "t";
      CharacterCodes2[(CharacterCodes2["u"] = 117)] = "u";
      CharacterCodes2[(CharacterCodes2["v"] = 118)] = "v";
      CharacterCodes2[(CharacterCodes2["w"] = 119)] = "w";
      CharacterCodes2[(CharacterCodes2["x"] = 120)] = "x";
      CharacterCodes2[(CharacterCodes2["y"] = 121)] = "y";
      CharacterCodes2[(CharacterCodes2["z"] = 122)] = "z";
      CharacterCodes2[(CharacterCodes2["A"] = 65)] = "A";
      CharacterCodes2[(CharacterCodes2["B"] = 66)] = "B";
      CharacterCodes2[(CharacterCodes2["C"] = 67)] = "C";
      CharacterCodes2[(CharacterCodes2["D"] = 68)] = "D";
      CharacterCodes2[(CharacterCodes2["E"] = 69)] = "E";
      CharacterCodes2[(CharacterCodes2["F"] = 70)] = "F";
      CharacterCodes2[(CharacterCodes2["G"] = 71)] = "G";
      CharacterCodes2[(CharacterCodes2["H"] = 72)] = "H";
      CharacterCodes2[(CharacterCodes2["I"] = 73)] = "I";
      CharacterCodes2[(CharacterCodes2["J"] = 74)] = "J";
      CharacterCodes2[(CharacterCodes2["K"] = 75)] = "K";
      CharacterCodes2[(CharacterCodes2["L"] = 76)] = "L";
      CharacterCodes2[(CharacterCodes2["M"] = 77)] = "M";
      CharacterCodes2[(CharacterCodes2["N"] = 78)] = "N";
      CharacterCodes2[(CharacterCodes2["O"] = 79)] = "O";
      CharacterCodes2[(CharacterCodes2["P"] = 80)] = "P";
      CharacterCodes2[(CharacterCodes2["Q"] = 81)] = "Q";
      CharacterCodes2[(CharacterCodes2["R"] = 82)] = "R";
      CharacterCodes2[(CharacterCodes2["S"] = 83)] = "S";
      CharacterCodes2[(CharacterCodes2["T"] = 84)] = "T";
      CharacterCodes2[(CharacterCodes2["U"] = 85)] = "U";
      CharacterCodes2[(CharacterCodes2["V"] = 86)] = "V";
      CharacterCodes2[(CharacterCodes2["W"] = 87)] = "W";
      CharacterCodes2[(CharacterCodes2["X"] = 88)] = "X";
      CharacterCodes2[(CharacterCodes2["Y"] = 89)] = "Y";
      CharacterCodes2[(CharacterCodes2["Z"] = 90)] = "Z";
      CharacterCodes2[(CharacterCodes2["asterisk"] = 42)] = "asterisk";
      CharacterCodes2[(CharacterCodes2["backslash"] = 92)] = "backslash";
      CharacterCodes2[(CharacterCodes2["closeBrace"] = 125)] = "closeBrace";
      CharacterCodes2[(CharacterCodes2["closeBracket"] = 93)] = "closeBracket";
      CharacterCodes2[(CharacterCodes2["colon"] = 58)] = "colon";
      CharacterCodes2[(CharacterCodes2["comma"] = 44)] = "comma";
      CharacterCodes2[(CharacterCodes2["dot"] = 46)] = "dot";
      CharacterCodes2[(CharacterCodes2["doubleQuote"] = 34)] = "doubleQuote";
      CharacterCodes2[(CharacterCodes2["minus"] = 45)] = "minus";
      CharacterCodes2[(CharacterCodes2["openBrace"] = 123)] = "openBrace";
      CharacterCodes2[(CharacterCodes2["openBracket"] = 91)] = "openBracket";
      CharacterCodes2[(CharacterCodes2["plus"] = 43)] = "plus";
      CharacterCodes2[(CharacterCodes2["slash"] = 47)] = "slash";
      CharacterCodes2[(CharacterCodes2["formFeed"] = 12)] = "formFeed";
      CharacterCodes2[(CharacterCodes2["tab"] = 9)] = "tab";
    })(CharacterCodes || (CharacterCodes = {}));
  },
});

// node_modules/.pnpm/jsonc-parser@3.3.1/node_modules/jsonc-parser/lib/esm/impl/string-intern.js
var cachedSpaces, maxCachedValues, cachedBreakLinesWithSpaces;
var init_string_intern = __esm({
  "node_modules/.pnpm/jsonc-parser@3.3.1/node_modules/jsonc-parser/lib/esm/impl/string-intern.js"() {
    cachedSpaces = new Array(20).fill(0).map((_, index) => {
      return " ".repeat(index);
    });
    maxCachedValues = 200;
    cachedBreakLinesWithSpaces = {
      " ": {
        "\n": new Array(maxCachedValues).fill(0).map((_, index) => {
          return "\n" + " ".repeat(index);
        }),
        "\r": new Array(maxCachedValues).fill(0).map((_, index) => {
          return "\r" + " ".repeat(index);
        }),
        "\r\n": new Array(maxCachedValues).fill(0).map((_, index) => {
          return "\r\n" + " ".repeat(index);
        }),
      },
      "	": {
        "\n": new Array(maxCachedValues).fill(0).map((_, index) => {
          return "\n" + "	".repeat(index);
        }),
        "\r": new Array(maxCachedValues).fill(0).map((_, index) => {
          return "\r" + "	".repeat(index);
        }),
        "\r\n": new Array(maxCachedValues).fill(0).map((_, index) => {
          return "\r\n" + "	".repeat(index);
        }),
      },
    };
  },
});

// node_modules/.pnpm/jsonc-parser@3.3.1/node_modules/jsonc-parser/lib/esm/impl/format.js
var init_format = __esm({
  "node_modules/.pnpm/jsonc-parser@3.3.1/node_modules/jsonc-parser/lib/esm/impl/format.js"() {
    "use strict";
    init_scanner();
    init_string_intern();
  },
});

// node_modules/.pnpm/jsonc-parser@3.3.1/node_modules/jsonc-parser/lib/esm/impl/parser.js
function parseTree(text, errors = [], options = ParseOptions.DEFAULT) {
  let currentParent = { type: "array", offset: -1, length: -1, children: [], parent: void 0 };
  function ensurePropertyComplete(endOffset) {
    if (currentParent.type === "property") {
      currentParent.length = endOffset - currentParent.offset;
      currentParent = currentParent.parent;
    }
  }
  function onValue(valueNode) {
    currentParent.children.push(valueNode);
    return valueNode;
  }
  const visitor = {
    onObjectBegin: (offset) => {
      currentParent = onValue({ type: "object", offset, length: -1, parent: currentParent, children: [] });
    },
    onObjectProperty: (name, offset, length) => {
      currentParent = onValue({ type: "property", offset, length: -1, parent: currentParent, children: [] });
      currentParent.children.push({ type: "string", value: name, offset, length, parent: currentParent });
    },
    onObjectEnd: (offset, length) => {
      ensurePropertyComplete(offset + length);
      currentParent.length = offset + length - currentParent.offset;
      currentParent = currentParent.parent;
      ensurePropertyComplete(offset + length);
    },
    onArrayBegin: (offset, length) => {
      currentParent = onValue({ type: "array", offset, length: -1, parent: currentParent, children: [] });
    },
    onArrayEnd: (offset, length) => {
      currentParent.length = offset + length - currentParent.offset;
      currentParent = currentParent.parent;
      ensurePropertyComplete(offset + length);
    },
    onLiteralValue: (value, offset, length) => {
      onValue({ type: getNodeType(value), offset, length, parent: currentParent, value });
      ensurePropertyComplete(offset + length);
    },
    onSeparator: (sep, offset, length) => {
      if (currentParent.type === "property") {
        if (sep === ":") {
          currentParent.colonOffset = offset;
        } else if (sep === ",") {
          ensurePropertyComplete(offset);
        }
      }
    },
    onError: (error, offset, length) => {
      errors.push({ error, offset, length });
    },
  };
  visit(text, visitor, options);
  const result = currentParent.children[0];
  if (result) {
    delete result.parent;
  }
  return result;
}
function visit(text, visitor, options = ParseOptions.DEFAULT) {
  const _scanner = createScanner(text, false);
  const _jsonPath = [];
  let suppressedCallbacks = 0;
  function toNoArgVisit(visitFunction) {
    return visitFunction
      ? () =>
          suppressedCallbacks === 0 &&
          visitFunction(
            _scanner.getTokenOffset(),
            _scanner.getTokenLength(),
            _scanner.getTokenStartLine(),
            _scanner.getTokenStartCharacter(),
          )
      : () => true;
  }
  function toOneArgVisit(visitFunction) {
    return visitFunction
      ? (arg) =>
          suppressedCallbacks === 0 &&
          visitFunction(
            arg,
            _scanner.getTokenOffset(),
            _scanner.getTokenLength(),
            _scanner.getTokenStartLine(),
            _scanner.getTokenStartCharacter(),
          )
      : () => true;
  }
  function toOneArgVisitWithPath(visitFunction) {
    return visitFunction
      ? (arg) =>
          suppressedCallbacks === 0 &&
          visitFunction(
            arg,
            _scanner.getTokenOffset(),
            _scanner.getTokenLength(),
            _scanner.getTokenStartLine(),
            _scanner.getTokenStartCharacter(),
            () => _jsonPath.slice(),
          )
      : () => true;
  }
  function toBeginVisit(visitFunction) {
    return visitFunction
      ? () => {
          if (suppressedCallbacks > 0) {
            suppressedCallbacks++;
          } else {
            let cbReturn = visitFunction(
              _scanner.getTokenOffset(),
              _scanner.getTokenLength(),
              _scanner.getTokenStartLine(),
              _scanner.getTokenStartCharacter(),
              () => _jsonPath.slice(),
            );
            if (cbReturn === false) {
              suppressedCallbacks = 1;
            }
          }
        }
      : () => true;
  }
  function toEndVisit(visitFunction) {
    return visitFunction
      ? () => {
          if (suppressedCallbacks > 0) {
            suppressedCallbacks--;
          }
          if (suppressedCallbacks === 0) {
            visitFunction(
              _scanner.getTokenOffset(),
              _scanner.getTokenLength(),
              _scanner.getTokenStartLine(),
              _scanner.getTokenStartCharacter(),
            );
          }
        }
      : () => true;
  }
  const onObjectBegin = toBeginVisit(visitor.onObjectBegin),
    onObjectProperty = toOneArgVisitWithPath(visitor.onObjectProperty),
    onObjectEnd = toEndVisit(visitor.onObjectEnd),
    onArrayBegin = toBeginVisit(visitor.onArrayBegin),
    onArrayEnd = toEndVisit(visitor.onArrayEnd),
    onLiteralValue = toOneArgVisitWithPath(visitor.onLiteralValue),
    onSeparator = toOneArgVisit(visitor.onSeparator),
    onComment = toNoArgVisit(visitor.onComment),
    onError = toOneArgVisit(visitor.onError);
  const disallowComments = options && options.disallowComments;
  const allowTrailingComma = options && options.allowTrailingComma;
  function scanNext() {
    while (true) {
      const token = _scanner.scan();
      switch (_scanner.getTokenError()) {
        case 4:
          handleError(
            14,
            /* ParseErrorCode.InvalidUnicode */
          );
          break;
        case 5:
          handleError(
            15,
            /* ParseErrorCode.InvalidEscapeCharacter */
          );
          break;
        case 3:
          handleError(
            13,
            /* ParseErrorCode.UnexpectedEndOfNumber */
          );
          break;
        case 1:
          if (!disallowComments) {
            handleError(
              11,
              /* ParseErrorCode.UnexpectedEndOfComment */
            );
          }
          break;
        case 2:
          handleError(
            12,
            /* ParseErrorCode.UnexpectedEndOfString */
          );
          break;
        case 6:
          handleError(
            16,
            /* ParseErrorCode.InvalidCharacter */
          );
          break;
      }
      switch (token) {
        case 12:
        case 13:
          if (disallowComments) {
            handleError(
              10,
              /* ParseErrorCode.InvalidCommentToken */
            );
          } else {
            onComment();
          }
          break;
        case 16:
          handleError(
            1,
            /* ParseErrorCode.InvalidSymbol */
          );
          break;
        case 15:
        case 14:
          break;
        default:
          return token;
      }
    }
  }
  function handleError(error, skipUntilAfter = [], skipUntil = []) {
    onError(error);
    if (skipUntilAfter.length + skipUntil.length > 0) {
      let token = _scanner.getToken();
      while (token !== 17) {
        if (skipUntilAfter.indexOf(token) !== -1) {
          scanNext();
          break;
        } else if (skipUntil.indexOf(token) !== -1) {
          break;
        }
        token = scanNext();
      }
    }
  }
  function parseString(isValue) {
    const value = _scanner.getTokenValue();
    if (isValue) {
      onLiteralValue(value);
    } else {
      onObjectProperty(value);
      _jsonPath.push(value);
    }
    scanNext();
    return true;
  }
  function parseLiteral() {
    switch (_scanner.getToken()) {
      case 11:
        const tokenValue = _scanner.getTokenValue();
        let value = Number(tokenValue);
        if (isNaN(value)) {
          handleError(
            2,
            /* ParseErrorCode.InvalidNumberFormat */
          );
          value = 0;
        }
        onLiteralValue(value);
        break;
      case 7:
        onLiteralValue(null);
        break;
      case 8:
        onLiteralValue(true);
        break;
      case 9:
        onLiteralValue(false);
        break;
      default:
        return false;
    }
    scanNext();
    return true;
  }
  function parseProperty() {
    if (_scanner.getToken() !== 10) {
      handleError(
        3,
        [],
        [
          2, 5,
          /* SyntaxKind.CommaToken */
        ],
      );
      return false;
    }
    parseString(false);
    if (_scanner.getToken() === 6) {
      onSeparator(":");
      scanNext();
      if (!parseValue()) {
        handleError(
          4,
          [],
          [
            2, 5,
            /* SyntaxKind.CommaToken */
          ],
        );
      }
    } else {
      handleError(
        5,
        [],
        [
          2, 5,
          /* SyntaxKind.CommaToken */
        ],
      );
    }
    _jsonPath.pop();
    return true;
  }
  function parseObject2() {
    onObjectBegin();
    scanNext();
    let needsComma = false;
    while (_scanner.getToken() !== 2 && _scanner.getToken() !== 17) {
      if (_scanner.getToken() === 5) {
        if (!needsComma) {
          handleError(4, [], []);
        }
        onSeparator(",");
        scanNext();
        if (_scanner.getToken() === 2 && allowTrailingComma) {
          break;
        }
      } else if (needsComma) {
        handleError(6, [], []);
      }
      if (!parseProperty()) {
        handleError(
          4,
          [],
          [
            2, 5,
            /* SyntaxKind.CommaToken */
          ],
        );
      }
      needsComma = true;
    }
    onObjectEnd();
    if (_scanner.getToken() !== 2) {
      handleError(
        7,
        [
          2,
          /* SyntaxKind.CloseBraceToken */
        ],
        [],
      );
    } else {
      scanNext();
    }
    return true;
  }
  function parseArray() {
    onArrayBegin();
    scanNext();
    let isFirstElement = true;
    let needsComma = false;
    while (_scanner.getToken() !== 4 && _scanner.getToken() !== 17) {
      if (_scanner.getToken() === 5) {
        if (!needsComma) {
          handleError(4, [], []);
        }
        onSeparator(",");
        scanNext();
        if (_scanner.getToken() === 4 && allowTrailingComma) {
          break;
        }
      } else if (needsComma) {
        handleError(6, [], []);
      }
      if (isFirstElement) {
        _jsonPath.push(0);
        isFirstElement = false;
      } else {
        _jsonPath[_jsonPath.length - 1]++;
      }
      if (!parseValue()) {
        handleError(
          4,
          [],
          [
            4, 5,
            /* SyntaxKind.CommaToken */
          ],
        );
      }
      needsComma = true;
    }
    onArrayEnd();
    if (!isFirstElement) {
      _jsonPath.pop();
    }
    if (_scanner.getToken() !== 4) {
      handleError(
        8,
        [
          4,
          /* SyntaxKind.CloseBracketToken */
        ],
        [],
      );
    } else {
      scanNext();
    }
    return true;
  }
  function parseValue() {
    switch (_scanner.getToken()) {
      case 3:
        return parseArray();
      case 1:
        return parseObject2();
      case 10:
        return parseString(true);
      default:
        return parseLiteral();
    }
  }
  scanNext();
  if (_scanner.getToken() === 17) {
    if (options.allowEmptyContent) {
      return true;
    }
    handleError(4, [], []);
    return false;
  }
  if (!parseValue()) {
    handleError(4, [], []);
    return false;
  }
  if (_scanner.getToken() !== 17) {
    handleError(9, [], []);
  }
  return true;
}
function getNodeType(value) {
  switch (typeof value) {
    case "boolean":
      return "boolean";
    case "number":
      return "number";
    case "string":
      return "string";
    case "object": {
      if (!value) {
        return "null";
      } else if (Array.isArray(value)) {
        return "array";
      }
      return "object";
    }
    default:
      return "null";
  }
}
var ParseOptions;
var init_parser = __esm({
  "node_modules/.pnpm/jsonc-parser@3.3.1/node_modules/jsonc-parser/lib/esm/impl/parser.js"() {
    "use strict";
    init_scanner();
    (function (ParseOptions2) {
      ParseOptions2.DEFAULT = {
        allowTrailingComma: false,
      };
    })(ParseOptions || (ParseOptions = {}));
  },
});

// node_modules/.pnpm/jsonc-parser@3.3.1/node_modules/jsonc-parser/lib/esm/impl/edit.js
var init_edit = __esm({
  "node_modules/.pnpm/jsonc-parser@3.3.1/node_modules/jsonc-parser/lib/esm/impl/edit.js"() {
    "use strict";
    init_format();
    init_parser();
  },
});

// node_modules/.pnpm/jsonc-parser@3.3.1/node_modules/jsonc-parser/lib/esm/main.js
function printParseErrorCode(code) {
  switch (code) {
    case 1:
      return "InvalidSymbol";
    case 2:
      return "InvalidNumberFormat";
    case 3:
      return "PropertyNameExpected";
    case 4:
      return "ValueExpected";
    case 5:
      return "ColonExpected";
    case 6:
      return "CommaExpected";
    case 7:
      return "CloseBraceExpected";
    case 8:
      return "CloseBracketExpected";
    case 9:
      return "EndOfFileExpected";
    case 10:
      return "InvalidCommentToken";
    case 11:
      return "UnexpectedEndOfComment";
    case 12:
      return "UnexpectedEndOfString";
    case 13:
      return "UnexpectedEndOfNumber";
    case 14:
      return "InvalidUnicode";
    case 15:
      return "InvalidEscapeCharacter";
    case 16:
      return "InvalidCharacter";
  }
  return "<unknown ParseErrorCode>";
}
var ScanError, SyntaxKind, parseTree2, ParseErrorCode;
var init_main = __esm({
  "node_modules/.pnpm/jsonc-parser@3.3.1/node_modules/jsonc-parser/lib/esm/main.js"() {
    "use strict";
    init_format();
    init_edit();
    init_scanner();
    init_parser();
    (function (ScanError2) {
      ScanError2[(ScanError2["None"] = 0)] = "None";
      ScanError2[(ScanError2["UnexpectedEndOfComment"] = 1)] = "UnexpectedEndOfComment";
      ScanError2[(ScanError2["UnexpectedEndOfString"] = 2)] = "UnexpectedEndOfString";
      ScanError2[(ScanError2["UnexpectedEndOfNumber"] = 3)] = "UnexpectedEndOfNumber";
      ScanError2[(ScanError2["InvalidUnicode"] = 4)] = "InvalidUnicode";
      ScanError2[(ScanError2["InvalidEscapeCharacter"] = 5)] = "InvalidEscapeCharacter";
      ScanError2[(ScanError2["InvalidCharacter"] = 6)] = "InvalidCharacter";
    })(ScanError || (ScanError = {}));
    (function (SyntaxKind2) {
      SyntaxKind2[(SyntaxKind2["OpenBraceToken"] = 1)] = "OpenBraceToken";
      SyntaxKind2[(SyntaxKind2["CloseBraceToken"] = 2)] = "CloseBraceToken";
      SyntaxKind2[(SyntaxKind2["OpenBracketToken"] = 3)] = "OpenBracketToken";
      SyntaxKind2[(SyntaxKind2["CloseBracketToken"] = 4)] = "CloseBracketToken";
      SyntaxKind2[(SyntaxKind2["CommaToken"] = 5)] = "CommaToken";
      SyntaxKind2[(SyntaxKind2["ColonToken"] = 6)] = "ColonToken";
      SyntaxKind2[(SyntaxKind2["NullKeyword"] = 7)] = "NullKeyword";
      SyntaxKind2[(SyntaxKind2["TrueKeyword"] = 8)] = "TrueKeyword";
      SyntaxKind2[(SyntaxKind2["FalseKeyword"] = 9)] = "FalseKeyword";
      SyntaxKind2[(SyntaxKind2["StringLiteral"] = 10)] = "StringLiteral";
      SyntaxKind2[(SyntaxKind2["NumericLiteral"] = 11)] = "NumericLiteral";
      SyntaxKind2[(SyntaxKind2["LineCommentTrivia"] = 12)] = "LineCommentTrivia";
      SyntaxKind2[(SyntaxKind2["BlockCommentTrivia"] = 13)] = "BlockCommentTrivia";
      SyntaxKind2[(SyntaxKind2["LineBreakTrivia"] = 14)] = "LineBreakTrivia";
      SyntaxKind2[(SyntaxKind2["Trivia"] = 15)] = "Trivia";
      SyntaxKind2[(SyntaxKind2["Unknown"] = 16)] = "Unknown";
      SyntaxKind2[(SyntaxKind2["EOF"] = 17)] = "EOF";
    })(SyntaxKind || (SyntaxKind = {}));
    parseTree2 = parseTree;
    (function (ParseErrorCode2) {
      ParseErrorCode2[(ParseErrorCode2["InvalidSymbol"] = 1)] = "InvalidSymbol";
      ParseErrorCode2[(ParseErrorCode2["InvalidNumberFormat"] = 2)] = "InvalidNumberFormat";
      ParseErrorCode2[(ParseErrorCode2["PropertyNameExpected"] = 3)] = "PropertyNameExpected";
      ParseErrorCode2[(ParseErrorCode2["ValueExpected"] = 4)] = "ValueExpected";
      ParseErrorCode2[(ParseErrorCode2["ColonExpected"] = 5)] = "ColonExpected";
      ParseErrorCode2[(ParseErrorCode2["CommaExpected"] = 6)] = "CommaExpected";
      ParseErrorCode2[(ParseErrorCode2["CloseBraceExpected"] = 7)] = "CloseBraceExpected";
      ParseErrorCode2[(ParseErrorCode2["CloseBracketExpected"] = 8)] = "CloseBracketExpected";
      ParseErrorCode2[(ParseErrorCode2["EndOfFileExpected"] = 9)] = "EndOfFileExpected";
      ParseErrorCode2[(ParseErrorCode2["InvalidCommentToken"] = 10)] = "InvalidCommentToken";
      ParseErrorCode2[(ParseErrorCode2["UnexpectedEndOfComment"] = 11)] = "UnexpectedEndOfComment";
      ParseErrorCode2[(ParseErrorCode2["UnexpectedEndOfString"] = 12)] = "UnexpectedEndOfString";
      ParseErrorCode2[(ParseErrorCode2["UnexpectedEndOfNumber"] = 13)] = "UnexpectedEndOfNumber";
      ParseErrorCode2[(ParseErrorCode2["InvalidUnicode"] = 14)] = "InvalidUnicode";
      ParseErrorCode2[(ParseErrorCode2["InvalidEscapeCharacter"] = 15)] = "InvalidEscapeCharacter";
      ParseErrorCode2[(ParseErrorCode2["InvalidCharacter"] = 16)] = "InvalidCharacter";
    })(ParseErrorCode || (ParseErrorCode = {}));
  },
});

// packages/emulator/src/definition/syntax-error.ts
function describeSyntaxError({ error, offset, length }, text) {
  const name = printParseErrorCode(error);
  if (name === "PropertyNameExpected" || name === "ValueExpected") {
    const before = text.slice(Math.max(0, offset - 200), offset).trimEnd();
    const next = text.charAt(offset);
    if (before.endsWith(",") && (next === "}" || next === "]"))
      return "After the last item there can be no comma. Take it out.";
  }
  if (name === "InvalidSymbol") {
    const symbol = text.slice(offset, offset + length);
    if (symbol.startsWith("'")) return `JSON has double quotes only. Write " instead of '.`;
    if (/^[\p{L}_$]/u.test(symbol))
      return "A word without quotes. Put it in double quotes, or write true, false or null.";
  }
  return MESSAGES[name] ?? "This cannot stand here.";
}
var MESSAGES;
var init_syntax_error = __esm({
  "packages/emulator/src/definition/syntax-error.ts"() {
    "use strict";
    init_main();
    MESSAGES = {
      InvalidNumberFormat: "This is no number that JSON knows. Write it in plain digits, such as 2 or 0.5.",
      PropertyNameExpected: 'A key was expected here, in double quotes, such as "name".',
      ValueExpected: "A value was expected here: a text in double quotes, a number, true, false, null, { or [.",
      ColonExpected: "A colon was expected here, between the key and its value.",
      CommaExpected: "A comma was expected here, between this and what stands before it.",
      CloseBraceExpected: "The text ends before a { is closed. Add the missing }.",
      CloseBracketExpected: "The text ends before a [ is closed. Add the missing ].",
      EndOfFileExpected: "The definition ended before this. Take out what is too much, often a } too many.",
      InvalidCommentToken: 'JSON has no comments. Write a "$comment" key, or take it out.',
      UnexpectedEndOfComment:
        'JSON has no comments, and this one does not end. Write a "$comment" key, or take it out.',
      UnexpectedEndOfString:
        "This text does not end in its line. Close it with a double quote, and write a line break in it as \\n.",
      UnexpectedEndOfNumber: "This number does not end as a number does. Write it in plain digits, such as 2 or 0.5.",
      InvalidUnicode: "After \\u four hexadecimal digits are needed.",
      InvalidEscapeCharacter:
        'This escape is not known. After \\ can come ", \\, /, b, f, n, r, t or u; a backslash itself is \\\\.',
      InvalidCharacter: "A control character stands in this text. Write a tab as \\t, or take it out.",
    };
  },
});

// packages/emulator/src/definition/positioned-json.ts
function readPositionedJson(text) {
  const json = text.startsWith("\uFEFF") ? text.slice(1) : text;
  const place = placeFinder(json);
  const places = /* @__PURE__ */ new Map();
  const errors = [];
  const duplicates = [];
  let value;
  try {
    const root = parseTree2(json, errors, { disallowComments: true, allowTrailingComma: false });
    if (root !== void 0) value = evaluate(root, [], root.offset);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const message = "The JSON is nested too deep to be read. A definition needs a handful of levels.";
    const faults = [{ ...place(0), path: [], message }];
    return { value: void 0, faults, isWellFormed: false, locate: () => place(0) };
  }
  function evaluate(node, path11, key) {
    places.set(formatPath(path11), { key, value: node.offset });
    if (node.type === "array")
      return (node.children ?? []).map((item, index) => evaluate(item, [...path11, index], item.offset));
    if (node.type !== "object") return node.value;
    const entries = /* @__PURE__ */ new Map();
    for (const { children: [name, content] = [] } of node.children ?? []) {
      if (name === void 0) continue;
      const to = [...path11, name.value];
      if (entries.has(name.value))
        duplicates.push({
          ...place(name.offset),
          path: to,
          message: "This key stands twice in its object. Leave one.",
        });
      entries.set(name.value, content === void 0 ? void 0 : evaluate(content, to, name.offset));
    }
    return Object.fromEntries(entries);
  }
  const syntax = firstOfEachLine(
    errors.map((error) => ({ ...place(error.offset), path: [], message: describeSyntaxError(error, json) })),
  );
  return {
    value,
    faults: [...syntax, ...duplicates],
    isWellFormed: syntax.length === 0,
    locate(path11, at) {
      for (let length = path11.length; length >= 0; length--) {
        const found = places.get(formatPath(path11.slice(0, length)));
        if (found !== void 0) return place(length === path11.length ? found[at] : found.value);
      }
      return place(0);
    },
  };
}
function firstOfEachLine(faults) {
  const lines = /* @__PURE__ */ new Set();
  return faults.filter(({ line }) => !lines.has(line) && lines.add(line));
}
function placeFinder(text) {
  const starts = [0, ...[...text.matchAll(/\r\n|\n|\r/g)].map(({ 0: end, index }) => index + end.length)];
  return (offset) => {
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - (starts[low] ?? 0) + 1 };
  };
}
var init_positioned_json = __esm({
  "packages/emulator/src/definition/positioned-json.ts"() {
    "use strict";
    init_main();
    init_format_path();
    init_syntax_error();
  },
});

// packages/emulator/src/definition/signature-choices.ts
var HASHES, SIGNATURE_FORMATS, SIGNATURE_ENCODINGS;
var init_signature_choices = __esm({
  "packages/emulator/src/definition/signature-choices.ts"() {
    "use strict";
    HASHES = ["sha1", "sha224", "sha256", "sha384", "sha512"];
    SIGNATURE_FORMATS = ["der", "p1363"];
    SIGNATURE_ENCODINGS = ["base64", "base64url", "hex"];
  },
});

// packages/emulator/src/vault/platform-signature.ts
var PLATFORM_SIGNATURE;
var init_platform_signature = __esm({
  "packages/emulator/src/vault/platform-signature.ts"() {
    "use strict";
    PLATFORM_SIGNATURE = {
      hash: "sha256",
      format: "der",
      encoding: "base64",
    };
  },
});

// packages/protocol/src/constants.ts
var TODOS,
  ENVIRONMENTS,
  SIGNATURE_HEADER,
  RESPONSE_LIMIT_BYTES,
  RESPONSE_TIMEOUT_MS,
  MAX_BUTTONS,
  MAX_PARAMS_PER_ACTION,
  MAX_PARAM_NAME_LENGTH,
  RESERVED_PARAM_NAMES,
  MAX_DEPTH;
var init_constants = __esm({
  "packages/protocol/src/constants.ts"() {
    "use strict";
    TODOS = ["prompt", "execute", "fallback", "button", "welcome", "failure"];
    ENVIRONMENTS = ["development", "production"];
    SIGNATURE_HEADER = "X-CONVOKRAFT-SIGNATURE";
    RESPONSE_LIMIT_BYTES = 1e5;
    RESPONSE_TIMEOUT_MS = 5e3;
    MAX_BUTTONS = 3;
    MAX_PARAMS_PER_ACTION = 20;
    MAX_PARAM_NAME_LENGTH = 50;
    RESERVED_PARAM_NAMES = [
      "userInput",
      "previousParam",
      "additionalParams",
      "sessionData",
      "broadcast",
      "previousUserMsgs",
      "cache",
      "org",
      "user",
    ];
    MAX_DEPTH = 64;
  },
});

// packages/protocol/src/error.ts
var init_error2 = __esm({
  "packages/protocol/src/error.ts"() {
    "use strict";
  },
});

// packages/protocol/src/shape.ts
function shapeOf2(value) {
  switch (typeof value) {
    case "undefined":
      return "nothing";
    case "string":
      return value === "" ? "an empty string" : value.trim() === "" ? "a blank string" : "a string";
    case "number":
      return Number.isFinite(value) ? "a number" : "a number that is not finite";
    case "object":
      return value === null ? "null" : Array.isArray(value) ? "an array" : "an object";
    case "boolean":
    case "bigint":
    case "symbol":
    case "function":
      return `a ${typeof value}`;
  }
}
function isRecord2(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
function isEmpty(value) {
  if (value === void 0 || value === null || value === "") return true;
  if (typeof value !== "object") return false;
  if (Array.isArray(value)) return value.length === 0;
  for (const key in value) if (Object.hasOwn(value, key)) return false;
  return true;
}
var init_shape2 = __esm({
  "packages/protocol/src/shape.ts"() {
    "use strict";
  },
});

// packages/protocol/src/read-key.ts
function inside({ path: path11, issues }, ...more) {
  return { path: [...path11, ...more], issues };
}
function without(record2, keys) {
  const rest = {};
  for (const key of Object.keys(record2)) if (!keys.includes(key)) rest[key] = record2[key];
  return rest;
}
function report({ path: path11, issues }, message, code) {
  if (issues.length < MAX_ISSUES) issues.push({ path: path11, message, code });
}
function wrongType(expected, value, place) {
  report(place, `expected ${expected}; came ${shapeOf2(value)}`, value === void 0 ? "missing" : "wrong_type");
}
function readText(value, place) {
  if (typeof value === "string") return value === "" ? void 0 : value;
  if (isEmpty(value)) return void 0;
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  wrongType("a string", value, place);
  return void 0;
}
var MAX_ISSUES;
var init_read_key = __esm({
  "packages/protocol/src/read-key.ts"() {
    "use strict";
    init_shape2();
    MAX_ISSUES = 20;
  },
});

// packages/protocol/src/safe-value.ts
function safeValue(value, { shared }) {
  if (typeof value !== "object" || value === null) return { ok: true, value };
  let hostile = false;
  const stack = [{ node: value, depth: 1 }];
  const seen = shared ? /* @__PURE__ */ new Map() : void 0;
  for (let entry = stack.pop(); entry !== void 0; entry = stack.pop()) {
    const { node, depth } = entry;
    if (depth > MAX_DEPTH) {
      const message = `expected at most ${MAX_DEPTH} levels of nesting; came more`;
      return { ok: false, issues: [{ path: [], message, code: "too_deep" }] };
    }
    if (seen !== void 0) {
      if ((seen.get(node) ?? 0) >= depth) continue;
      seen.set(node, depth);
    }
    if (Array.isArray(node)) {
      for (const child of node)
        if (typeof child === "object" && child !== null) stack.push({ node: child, depth: depth + 1 });
      continue;
    }
    for (const key of Object.keys(node)) {
      const child = node[key];
      if (isHostile(key, child)) hostile = true;
      else if (typeof child === "object" && child !== null) stack.push({ node: child, depth: depth + 1 });
    }
  }
  return { ok: true, value: hostile ? copyWithoutHostile(value, /* @__PURE__ */ new Map()) : value };
}
function isHostile(key, child) {
  if (key === "__proto__") return true;
  return key === "constructor" && typeof child === "object" && child !== null && Object.hasOwn(child, "prototype");
}
function copyWithoutHostile(value, copies) {
  if (typeof value !== "object" || value === null) return value;
  if (copies.has(value)) return copies.get(value);
  if (Array.isArray(value)) {
    const list = value.map((child) => copyWithoutHostile(child, copies));
    copies.set(value, list);
    return list;
  }
  const copy = {};
  for (const [key, child] of Object.entries(value))
    if (!isHostile(key, child)) copy[key] = copyWithoutHostile(child, copies);
  copies.set(value, copy);
  return copy;
}
var init_safe_value = __esm({
  "packages/protocol/src/safe-value.ts"() {
    "use strict";
    init_constants();
  },
});

// packages/protocol/src/read-body.ts
function readBody(body, { maxBytes = Infinity } = {}) {
  if (typeof body === "string") {
    const size =
      body.length > maxBytes || maxBytes === Infinity ? body.length : new TextEncoder().encode(body).byteLength;
    return size > maxBytes ? tooLarge(size, maxBytes) : readText2(body);
  }
  if (!isBytes(body)) return readValue(body, { shared: true });
  if (body.byteLength > maxBytes) return tooLarge(body.byteLength, maxBytes);
  let text;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(body);
  } catch {
    return refusal("not_utf8", "expected UTF-8; came bytes that are not");
  }
  return readText2(text);
}
function guarded(read2) {
  try {
    return read2();
  } catch {
    return refusal("unreadable", "expected an object that can be read; reading one of its properties threw");
  }
}
function readText2(text) {
  const json = text.startsWith("\uFEFF") ? text.slice(1) : text;
  if (json === "") return refusal("not_json", "expected a JSON object; came an empty body");
  let value;
  try {
    value = JSON.parse(json);
  } catch (error) {
    if (error instanceof RangeError) return refusal("too_deep", "expected JSON; came more nesting than can be read");
    return refusal("not_json", `expected JSON; came text that is not${position(error)}`);
  }
  return readValue(value, { shared: false });
}
function readValue(value, options) {
  if (!isRecord2(value)) return refusal("not_object", `expected a JSON object; came ${shapeOf2(value)}`);
  const safe = safeValue(value, options);
  return safe.ok ? { ok: true, value: safe.value } : safe;
}
function isBytes(body) {
  return ArrayBuffer.isView(body) || Object.prototype.toString.call(body) === "[object ArrayBuffer]";
}
function refusal(code, message) {
  return { ok: false, issues: [{ path: [], message, code }] };
}
function tooLarge(size, maxBytes) {
  return refusal("too_large", `expected at most ${maxBytes} bytes; came ${size} or more`);
}
function position(error) {
  const message = error instanceof Error ? error.message : "";
  const at = /in JSON at position (\d{1,15})(?: \(line \d+ column \d+\))?$/.exec(message)?.[1];
  if (at !== void 0) return `, from character ${at} on`;
  return message.endsWith("end of JSON input") ? ": it ends too early" : "";
}
var init_read_body = __esm({
  "packages/protocol/src/read-body.ts"() {
    "use strict";
    init_safe_value();
    init_shape2();
  },
});

// packages/protocol/src/parse-request.ts
var init_parse_request = __esm({
  "packages/protocol/src/parse-request.ts"() {
    "use strict";
  },
});

// packages/protocol/src/match-action-name.ts
function matchActionName(name, names) {
  const declared = [...names];
  const exact = declared.find((candidate) => candidate === name);
  if (exact !== void 0) return exact;
  const folded = fold2(name);
  if (folded === "") return void 0;
  const alike = declared.filter((candidate) => fold2(candidate) === folded);
  return alike.length === 1 ? alike[0] : void 0;
}
function fold2(name) {
  return name
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\p{M}]+/gu, "");
}
var init_match_action_name = __esm({
  "packages/protocol/src/match-action-name.ts"() {
    "use strict";
  },
});

// packages/protocol/src/serialize-response.ts
var init_serialize_response = __esm({
  "packages/protocol/src/serialize-response.ts"() {
    "use strict";
  },
});

// packages/protocol/src/decoded.ts
function decoded(value) {
  return { ok: true, value };
}
function because(reason) {
  return { ok: false, reason };
}
var init_decoded = __esm({
  "packages/protocol/src/decoded.ts"() {
    "use strict";
  },
});

// packages/protocol/src/decode-text.ts
function decodeEmail(value) {
  const email = typeof value === "string" ? value.trim() : "";
  return isEmail(email) ? decoded(email) : because("Please give an email address, such as name@example.com.");
}
function isEmail(email) {
  if (email.length > 254) return false;
  const at = email.lastIndexOf("@");
  const local = email.slice(0, Math.max(0, at));
  if (!/^[^\s\p{Cc}@<>()[\]\\,;:"]{1,64}$/u.test(local) || local.split(".").includes("")) return false;
  const labels = email.slice(at + 1).split(".");
  return labels.length >= 2 && labels.every((label) => /^(?!-)[\p{L}\p{N}\p{M}-]{1,63}(?<!-)$/u.test(label));
}
var init_decode_text = __esm({
  "packages/protocol/src/decode-text.ts"() {
    "use strict";
    init_decoded();
  },
});

// packages/protocol/src/decode-number.ts
var init_decode_number = __esm({
  "packages/protocol/src/decode-number.ts"() {
    "use strict";
  },
});

// packages/protocol/src/decode-boolean.ts
var init_decode_boolean = __esm({
  "packages/protocol/src/decode-boolean.ts"() {
    "use strict";
  },
});

// packages/protocol/src/decode-date.ts
var MONTHS;
var init_decode_date = __esm({
  "packages/protocol/src/decode-date.ts"() {
    "use strict";
    MONTHS = "january february march april may june july august september october november december".split(" ");
  },
});

// packages/protocol/src/decode-range.ts
var init_decode_range = __esm({
  "packages/protocol/src/decode-range.ts"() {
    "use strict";
  },
});

// packages/protocol/src/decode-selection.ts
var init_decode_selection = __esm({
  "packages/protocol/src/decode-selection.ts"() {
    "use strict";
  },
});

// packages/protocol/src/find-response-kind.ts
function findResponseKind(raw, to, issues) {
  if (to === "welcome" || to === "failure") return to;
  if (to === void 0 && isEmpty(raw["status"]) && isEmpty(raw["todo"])) {
    if ("welcome_response" in raw) return "welcome";
    if ("message" in raw) return "failure";
  }
  const takesTodo = to === void 0 || to === "prompt";
  const key = takesTodo && isEmpty(raw["status"]) && !isEmpty(raw["todo"]) ? "todo" : "status";
  const value = raw[key];
  const forms = Object.entries(FORMS[key]);
  const kind = forms.find(([word2]) => word2 === value)?.[1];
  const isTaken = (candidate) => to === void 0 || ACCEPTED[to].includes(candidate);
  if (kind !== void 0 && isTaken(kind)) return kind;
  const taken = forms.filter(([, candidate]) => isTaken(candidate)).map(([word2]) => `"${word2}"`);
  const expected = `expected ${taken.join(" or ")}`;
  const place = { path: [key], issues };
  if (kind !== void 0) {
    const why = to === "fallback" ? "anything but handled counts as a failure" : `it does not answer "${to ?? ""}"`;
    report(place, `${expected}; came "${String(value)}": ${why}`, "not_accepted");
  } else if (value === "execute") {
    const why = "the request says execute, the response says execution";
    report(place, `${expected}; came "execute": ${why}`, "unknown_value");
  } else if (typeof value === "string" && value !== "") {
    report(place, `${expected}; came a different string`, "unknown_value");
  } else {
    report(place, `${expected}; came ${shapeOf2(value)}`, isEmpty(value) ? "missing" : "wrong_type");
  }
  return void 0;
}
var ACCEPTED, FORMS;
var init_find_response_kind = __esm({
  "packages/protocol/src/find-response-kind.ts"() {
    "use strict";
    init_read_key();
    init_shape2();
    ACCEPTED = {
      prompt: ["prompt", "execution", "askNext", "proceed"],
      execute: ["execution", "prompt"],
      button: ["execution", "prompt"],
      fallback: ["handled"],
      welcome: ["welcome"],
      failure: ["failure"],
    };
    FORMS = {
      status: { prompt: "prompt", execution: "execution", handled: "handled" },
      todo: { prompt: "askNext", execute: "proceed" },
    };
  },
});

// packages/protocol/src/read-response-key.ts
function readMandatory(value, expected, place) {
  if (typeof value === "string" && value.trim() !== "") return value;
  const code = isEmpty(value) || typeof value === "string" ? "missing" : "wrong_type";
  report(place, `expected ${expected}; came ${shapeOf2(value)}`, code);
  return "";
}
function readMessage(holder, place) {
  return readMandatory(holder["message"], "a message: a string that is not blank", inside(place, "message"));
}
function readSiblings(holder, keys, place) {
  const read2 = {};
  for (const key of keys) {
    const value = holder[key];
    if (value === void 0 || value === null || value === "") continue;
    if (key === "card") read2[key] = readCards(value, inside(place, key));
    else if (isEmpty(value)) read2[key] = {};
    else if (isRecord2(value)) read2[key] = value;
    else wrongType("an object", value, inside(place, key));
  }
  return read2;
}
function readList(value, expected, place) {
  if (isEmpty(value)) return [];
  if (Array.isArray(value)) return value;
  wrongType(expected, value, place);
  return [];
}
function readCards(value, place) {
  const cards = readList(value, "a list of cards", place);
  for (const [index, card] of cards.entries()) {
    const at = inside(place, index);
    if (!isRecord2(card)) {
      wrongType("a card: an object with `type`", card, at);
      continue;
    }
    const type = readMandatory(card["type"], "the kind of card", inside(at, "type"));
    if (type === "note") readMandatory(card["content"], "the text of the note", inside(at, "content"));
  }
  return cards;
}
var init_read_response_key = __esm({
  "packages/protocol/src/read-response-key.ts"() {
    "use strict";
    init_read_key();
    init_shape2();
  },
});

// packages/protocol/src/read-prompt-form.ts
function readPromptForm(raw, place) {
  const kept = without(raw, [...SIBLING_KEYS, "confirm", "assign"]);
  return {
    ...kept,
    status: "prompt",
    prompt: readQuestion(raw["prompt"], inside(place, "prompt")),
    message: readMessage(raw, place),
    data: {},
    ...readSiblings(raw, SIBLING_KEYS, place),
    ...readConfirm(raw["confirm"], inside(place, "confirm")),
    ...readAssign(raw["assign"], inside(place, "assign")),
  };
}
function readQuestion(value, place) {
  if (!isRecord2(value)) {
    wrongType("an object with `param_name`", value, place);
    return { param_name: "", options: [], buttons: [] };
  }
  const optional = (key) => {
    const text = readText(value[key], inside(place, key));
    return text === void 0 ? {} : { [key]: text };
  };
  return {
    ...without(value, ["prompt_msg", "validation_failure_message"]),
    param_name: readMandatory(value["param_name"], "the name of the param", inside(place, "param_name")),
    options: readOptions(value["options"], inside(place, "options")),
    buttons: readButtons(value["buttons"], inside(place, "buttons")),
    ...optional("prompt_msg"),
    ...optional("validation_failure_message"),
  };
}
function readOptions(value, place) {
  return readList(value, "a list of options", place).map((entry, index) => {
    const at = inside(place, index);
    const { image, ...option } = readLabelled(entry, "an option: an object with `id` and `label`", at);
    const url = readText(image, inside(at, "image"));
    return { ...option, ...(url !== void 0 && { image: url }) };
  });
}
function readButtons(value, place) {
  const buttons = readList(value, "a list of buttons", place).map((entry, index) =>
    readLabelled(entry, "a button: an object with `id` and `label`", inside(place, index)),
  );
  if (buttons.length > MAX_BUTTONS) {
    report(place, `expected at most ${MAX_BUTTONS} buttons; came ${buttons.length}`, "not_accepted");
  }
  return buttons;
}
function readLabelled(value, expected, place) {
  if (!isRecord2(value)) {
    wrongType(expected, value, place);
    return { id: "", label: "" };
  }
  const { id, label } = value;
  return {
    ...value,
    // A number is no string, but what it stands for is plain.
    id: typeof id === "number" ? String(id) : readMandatory(id, "an id", inside(place, "id")),
    // It may be empty: the labels in the page's own sample are.
    label: label === "" ? "" : readMandatory(label, "a label", inside(place, "label")),
  };
}
function readConfirm(value, place) {
  if (isEmpty(value)) return {};
  if (isRecord2(value)) return { confirm: { ...value, message: readMessage(value, place) } };
  wrongType("an object with `message`", value, place);
  return {};
}
function readAssign(value, place) {
  if (isEmpty(value)) return {};
  if (isRecord2(value)) {
    const clientData = value["clientData"];
    if (isRecord2(clientData)) return { assign: { ...value, clientData } };
    wrongType("an object", clientData, inside(place, "clientData"));
  } else wrongType("an object with `clientData`", value, place);
  return {};
}
var SIBLING_KEYS;
var init_read_prompt_form = __esm({
  "packages/protocol/src/read-prompt-form.ts"() {
    "use strict";
    init_constants();
    init_read_key();
    init_read_response_key();
    init_shape2();
    SIBLING_KEYS = ["data", "broadcast", "cache"];
  },
});

// packages/protocol/src/normalise-response.ts
function normaliseResponse(raw, to) {
  const issues = [];
  const kind = findResponseKind(raw, to, issues);
  const result = kind && readForm(kind, raw, { path: [], issues });
  return result === void 0 || issues.length > 0 ? { ok: false, issues } : result;
}
function readForm(kind, raw, place) {
  switch (kind) {
    case "askNext":
      return { ok: true, kind, response: { ...raw, todo: "prompt" } };
    case "proceed":
      return { ok: true, kind, response: { ...raw, todo: "execute" } };
    case "failure":
      return { ok: true, kind, response: { ...raw, message: readMessage(raw, place) } };
    case "prompt":
      return { ok: true, kind, response: readPromptForm(raw, place) };
    case "execution": {
      const message = readMessage(raw, place);
      const siblings = readSiblings(raw, EXECUTION_KEYS, place);
      const kept = without(raw, EXECUTION_KEYS);
      return { ok: true, kind, response: { ...kept, status: kind, message, card: [], data: {}, ...siblings } };
    }
    case "handled": {
      const message = readMessage(raw, place);
      const siblings = readSiblings(raw, HANDLED_KEYS, place);
      return { ok: true, kind, response: { ...without(raw, HANDLED_KEYS), status: kind, message, ...siblings } };
    }
    case "welcome": {
      const inner2 = raw["welcome_response"];
      const at = inside(place, "welcome_response");
      if (!isRecord2(inner2)) {
        wrongType("an object with `message`", inner2, at);
        return void 0;
      }
      const greeting = { message: readMessage(inner2, at), ...readSiblings(inner2, WELCOME_KEYS, at) };
      return {
        ok: true,
        kind,
        response: { ...raw, welcome_response: { ...without(inner2, WELCOME_KEYS), ...greeting } },
      };
    }
  }
}
var EXECUTION_KEYS, HANDLED_KEYS, WELCOME_KEYS;
var init_normalise_response = __esm({
  "packages/protocol/src/normalise-response.ts"() {
    "use strict";
    init_find_response_kind();
    init_read_key();
    init_read_prompt_form();
    init_read_response_key();
    init_shape2();
    EXECUTION_KEYS = ["card", "data", "broadcast", "trigger", "followup", "cache"];
    HANDLED_KEYS = ["card", "broadcast", "followup", "cache"];
    WELCOME_KEYS = ["card", "followup"];
  },
});

// packages/protocol/src/parse-response.ts
function parseResponse(body, { to, maxBytes = RESPONSE_LIMIT_BYTES } = {}) {
  return guarded(() => {
    const read2 = readBody(body, { maxBytes });
    return read2.ok ? normaliseResponse(read2.value, to) : read2;
  });
}
var init_parse_response = __esm({
  "packages/protocol/src/parse-response.ts"() {
    "use strict";
    init_constants();
    init_normalise_response();
    init_read_body();
  },
});

// packages/protocol/src/index.ts
var init_src = __esm({
  "packages/protocol/src/index.ts"() {
    "use strict";
    init_constants();
    init_error2();
    init_parse_request();
    init_match_action_name();
    init_serialize_response();
    init_decode_text();
    init_decode_number();
    init_decode_boolean();
    init_decode_date();
    init_decode_range();
    init_decode_selection();
    init_parse_response();
  },
});

// packages/emulator/src/definition/read-choice.ts
function readId(field) {
  if (typeof field.value === "number" && Number.isFinite(field.value)) return String(field.value);
  if (field.isAbsent || typeof field.value === "string") return field.text() ?? "";
  field.error(`Expected an id as a text or a number; came ${shapeOf(field.value)}.`);
  return "";
}
function readUnique(items, read2) {
  const seen = /* @__PURE__ */ new Set();
  return items.map((item) => {
    const result = read2(item);
    if (result.id !== "" && seen.has(result.id))
      (typeof item.value === "object" ? item.at("id") : item).error("This id stands in the list already. Change one.");
    seen.add(result.id);
    return result;
  });
}
var init_read_choice = __esm({
  "packages/emulator/src/definition/read-choice.ts"() {
    "use strict";
    init_shape();
  },
});

// packages/emulator/src/definition/words.ts
function inWords(name) {
  const words = name.match(/\p{Lu}+(?!\p{Ll})|\p{Lu}?[\p{Ll}\p{Lo}\p{M}]+|\p{N}+/gu);
  return words === null ? name : words.join(" ").toLowerCase();
}
function promptFor(name, type) {
  const words = inWords(name);
  switch (type) {
    case "selection":
      return `Please choose the ${words}.`;
    case "multi-selection":
      return `Please choose one or more of the ${words}.`;
    case "boolean":
      return `${words.charAt(0).toUpperCase()}${words.slice(1)}: yes or no?`;
    default:
      return `Please enter the ${words}.`;
  }
}
var init_words = __esm({
  "packages/emulator/src/definition/words.ts"() {
    "use strict";
  },
});

// packages/emulator/src/definition/read-params.ts
function readParams(field) {
  const items = field.items();
  if (items.length > MAX_PARAMS_PER_ACTION)
    field.error(
      `An action can have ${MAX_PARAMS_PER_ACTION} params at most; came ${items.length}. Split the action, or leave some out.`,
    );
  const names = /* @__PURE__ */ new Set();
  return items.map((item) => {
    const param = readParam(item);
    if (param.name !== "" && names.has(param.name))
      item.at("name").error("Another param of the action has this name already. Rename one of them.");
    names.add(param.name);
    return param;
  });
}
function readParam(field) {
  field.checkObject(["name", "type", "prompt", "options"], ["name"]);
  const name = field.at("name").text() ?? "";
  if (name !== "") checkName(field.at("name"), name);
  const type = field.at("type").oneOf(PARAM_TYPES) ?? "string";
  const options = readOptions2(field.at("options"));
  checkOptions(field, type, options);
  return { name, type, prompt: field.at("prompt").text() ?? promptFor(name, type), options };
}
function checkName(field, name) {
  const rule = "The console wants a lower-case letter first, then letters and digits only";
  if (RESERVED_PARAM_NAMES.some((reserved) => reserved === name))
    field.error(
      "The console keeps this name for itself. Choose another, such as one with the action's name before it.",
    );
  else if (/^[a-z][A-Za-z0-9_]*$/.test(name)) {
    if (name.includes("_")) field.warn(`${rule}. It would refuse the underscore; ${example(name)} would do.`);
  } else field.error(`${rule}. Rename it, for example to ${example(name)}.`);
  if (name.length > MAX_PARAM_NAME_LENGTH)
    field.error(
      `A param name can have ${MAX_PARAM_NAME_LENGTH} characters at most; this one has ${name.length}. Shorten it.`,
    );
}
function example(name) {
  const words = name
    .slice(0, MAX_PARAM_NAME_LENGTH)
    .normalize("NFKD")
    .split(/[^A-Za-z0-9]+/)
    .filter((word2) => word2 !== "");
  const joined = words
    .map((word2, index) => (index === 0 ? word2 : word2.charAt(0).toUpperCase() + word2.slice(1)))
    .join("");
  const fit = joined.replace(/^\d+/, "");
  return fit === "" ? '"leaveType"' : `"${fit.charAt(0).toLowerCase()}${fit.slice(1)}"`;
}
function readOptions2(field) {
  return readUnique(field.items(), (item) => {
    if (typeof item.value === "string") return { id: item.text() ?? "", label: item.value };
    item.checkObject(["id", "label", "image"], ["id"]);
    const id = readId(item.at("id"));
    const image = item.at("image").text();
    const label = item.at("label").text({ allowEmpty: image !== void 0 }) ?? id;
    return { id, label, ...(image !== void 0 && { image }) };
  });
}
function checkOptions(field, type, options) {
  const takesOptions = type === "selection" || type === "multi-selection";
  if (takesOptions && options.length === 0)
    field.warn(`A ${type} without options leaves the visitor nothing to choose, unless the webhook offers some.`);
  if (!takesOptions && options.length > 0)
    field
      .at("options")
      .warn(`Only a selection or a multi-selection has options, and this is of type ${type}. Change the type.`);
}
var init_read_params = __esm({
  "packages/emulator/src/definition/read-params.ts"() {
    "use strict";
    init_src();
    init_emulated_bot();
    init_read_choice();
    init_words();
  },
});

// packages/emulator/src/definition/read-actions.ts
function readActions(field) {
  const items = field.items();
  const actions = items.map(readAction);
  const namespaces = actions.map(({ namespace }) => namespace);
  const said3 = /* @__PURE__ */ new Map();
  for (const [index, action] of actions.entries()) {
    const item = items[index];
    if (item === void 0) continue;
    checkNamespace(item.at("namespace"), namespaces.slice(0, index));
    checkFollowups(item.at("followups"), namespaces);
    for (const sentence of action.sentences) {
      const other = said3.get(sentence.toLowerCase());
      if (other !== void 0 && other !== action.namespace)
        item.warn(`A sentence of it starts "${other}" too. Give each action its own, or which one starts is a guess.`);
      said3.set(sentence.toLowerCase(), action.namespace);
    }
  }
  return actions;
}
function readAction(field) {
  field.checkObject(["namespace", "sentences", "params", "buttons", "followups", "answer"], ["namespace"]);
  const namespace = field.at("namespace").text() ?? "";
  const sentences = readTexts(field.at("sentences"));
  const answer = field.at("answer").text();
  return {
    namespace,
    sentences: field.at("sentences").isAbsent && namespace !== "" ? [inWords(namespace)] : sentences,
    params: readParams(field.at("params")),
    buttons: readButtons2(field.at("buttons")),
    followups: readTexts(field.at("followups")),
    ...(answer !== void 0 && { answer }),
  };
}
function readTexts(field) {
  return field.items().flatMap((item) => item.text() ?? []);
}
function checkNamespace(field, before) {
  if (typeof field.value !== "string" || field.value === "") return;
  const alike = matchActionName(field.value, before);
  if (before.includes(field.value)) field.error("Another action has this namespace already. Rename one of them.");
  else if (alike !== void 0)
    field.warn(`It differs from "${alike}" in case and punctuation only, and servers may take one for the other.`);
}
function checkFollowups(field, namespaces) {
  if (!Array.isArray(field.value)) return;
  for (const item of field.items()) {
    if (typeof item.value !== "string" || namespaces.includes(item.value)) continue;
    const meant = closestName(item.value, namespaces);
    item.error(`There is no action of this namespace.${meant === void 0 ? "" : ` Did you mean "${meant}"?`}`);
  }
}
function readButtons2(field) {
  const items = field.items();
  if (items.length > MAX_BUTTONS)
    field.error(`An action can have ${MAX_BUTTONS} buttons at most; came ${items.length}. Leave some out.`);
  return readUnique(items, (item) => {
    if (typeof item.value === "string") return { id: item.text() ?? "", label: item.value };
    item.checkObject(["id", "label"], ["id"]);
    const id = readId(item.at("id"));
    return { id, label: item.at("label").text() ?? id };
  });
}
var init_read_actions = __esm({
  "packages/emulator/src/definition/read-actions.ts"() {
    "use strict";
    init_src();
    init_closest_name();
    init_read_choice();
    init_read_params();
    init_words();
  },
});

// packages/emulator/src/definition/read-bot.ts
function readBot(root) {
  root.checkObject(
    ["$schema", "name", "webhook", "handlers", "failureMessage", "actions", "dialect"],
    ["name", "webhook"],
  );
  return {
    name: root.at("name").text() ?? "",
    webhook: readWebhook(root.at("webhook")),
    handlers: readHandlers(root.at("handlers")),
    failureMessage: root.at("failureMessage").text() ?? "Something went wrong. Please try again later.",
    actions: readActions(root.at("actions")),
    dialect: readDialect(root.at("dialect")),
  };
}
function readWebhook(field) {
  const alone = typeof field.value === "string" || field.isAbsent;
  if (!alone) field.checkObject(["url", "invocation", "secured"], ["url"]);
  return {
    url: readUrl(alone ? field : field.at("url")),
    invocation: field.at("invocation").oneOf(INVOCATIONS) ?? "every-message",
    secured: field.at("secured").flag() ?? true,
  };
}
function readUrl(field) {
  const text = field.text();
  if (text === void 0) return "";
  const url = URL.canParse(text) ? new URL(text) : void 0;
  if (url === void 0 || !["http:", "https:"].includes(url.protocol))
    field.error("Expected the full URL of the webhook, such as http://localhost:3000/convokraft.");
  else if (url.username !== "" || url.password !== "")
    field.error("A name and a password before the host cannot be sent. Leave them out: the signature says who calls.");
  return text;
}
function readHandlers(field) {
  if (!field.isAbsent) field.checkObject(["welcome", "fallback", "failure"]);
  return {
    welcome: field.at("welcome").flag() ?? false,
    fallback: field.at("fallback").flag() ?? true,
    failure: field.at("failure").flag() ?? false,
  };
}
function readDialect(field) {
  if (!field.isAbsent) field.checkObject(["action", "previousParam", "broadcast", "signature"]);
  const signature = field.at("signature");
  if (!signature.isAbsent) signature.checkObject(["hash", "format", "encoding"]);
  return {
    action: field.at("action").oneOf(SPELLINGS) ?? "object",
    previousParam: field.at("previousParam").oneOf(SPELLINGS) ?? "string",
    broadcast: field.at("broadcast").oneOf(["merge", "replace"]) ?? "merge",
    signature: {
      hash: signature.at("hash").oneOf(HASHES) ?? PLATFORM_SIGNATURE.hash,
      format: signature.at("format").oneOf(SIGNATURE_FORMATS) ?? PLATFORM_SIGNATURE.format,
      encoding: signature.at("encoding").oneOf(SIGNATURE_ENCODINGS) ?? PLATFORM_SIGNATURE.encoding,
    },
  };
}
var INVOCATIONS, SPELLINGS;
var init_read_bot = __esm({
  "packages/emulator/src/definition/read-bot.ts"() {
    "use strict";
    init_signature_choices();
    init_platform_signature();
    init_read_actions();
    INVOCATIONS = ["every-message", "context-end"];
    SPELLINGS = ["object", "string"];
  },
});

// packages/emulator/src/definition/check-definition.ts
function checkDefinition(text) {
  if (text.length > LONGEST_DEFINITION) {
    const message = `The definition has more than ${LONGEST_DEFINITION} characters. Is it the right file?`;
    return { problems: [{ path: "", line: 1, column: 1, message, severity: "error" }] };
  }
  const { value, faults, isWellFormed, locate } = readPositionedJson(text);
  const problems = faults.map(({ path: path11, ...fault }) => ({
    path: formatPath(path11),
    ...fault,
    severity: "error",
  }));
  const { bot, findings } = readDefinitionValue(value);
  if (isWellFormed)
    problems.push(
      ...findings.map(({ path: path11, at, message, severity }) => ({
        path: formatPath(path11),
        ...locate(path11, at),
        message,
        severity,
      })),
    );
  problems.sort((a, b) => (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0));
  return problems.some(({ severity }) => severity === "error") ? { problems } : { bot, problems };
}
function readDefinitionValue(value) {
  const findings = [];
  const bot = readBot(new Field(value, [], findings));
  return { bot, findings };
}
var LONGEST_DEFINITION;
var init_check_definition = __esm({
  "packages/emulator/src/definition/check-definition.ts"() {
    "use strict";
    init_findings();
    init_format_path();
    init_positioned_json();
    init_read_bot();
    LONGEST_DEFINITION = 1e6;
  },
});

// packages/emulator/src/definition/parse-definition.ts
function parseDefinition(text, options = {}) {
  return accept(checkDefinition(text), { ...options, file: options.file ?? "convokraft.json" });
}
function accept({ bot, problems }, { file, onWarning }) {
  if (bot === void 0) {
    const errors = problems.filter(({ severity }) => severity === "error");
    const count = errors.length === 1 ? "an error" : `${errors.length} errors`;
    const lines = problems.slice(0, SHOWN).map(
      (problem) => `
  ${formatProblem(problem, file)}`,
    );
    if (problems.length > SHOWN)
      lines.push(`
  and ${problems.length - SHOWN} more`);
    throw new EmulatorError("ERR_DEFINITION", `${file ?? "The definition"} has ${count}:${lines.join("")}`, {
      problems,
    });
  }
  for (const warning of problems) onWarning?.(warning);
  return bot;
}
var SHOWN;
var init_parse_definition = __esm({
  "packages/emulator/src/definition/parse-definition.ts"() {
    "use strict";
    init_error();
    init_check_definition();
    init_problem();
    SHOWN = 50;
  },
});

// packages/emulator/src/definition/read-definition.ts
import { readFile } from "node:fs/promises";
async function readDefinition(path11 = "convokraft.json", options = {}) {
  return parseDefinition(await readText3(path11), { file: path11, ...options });
}
async function readText3(path11) {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(await readFile(path11));
  } catch (cause) {
    throw new EmulatorError("ERR_DEFINITION_FILE", describe(path11, cause), { cause });
  }
}
function describe(path11, cause) {
  const code = cause?.code;
  if (code === "ENOENT") return `There is no file ${path11}. Say where the definition is, or start with \`ck init\`.`;
  if (code === "ERR_ENCODING_INVALID_ENCODED_DATA") return `${path11} is not in UTF-8. Save it in that encoding.`;
  return `${path11} cannot be read (${String(code)}). See the cause.`;
}
var init_read_definition = __esm({
  "packages/emulator/src/definition/read-definition.ts"() {
    "use strict";
    init_error();
    init_parse_definition();
  },
});

// packages/emulator/src/definition/starter-definition.ts
function starterDefinition({ name, url } = {}) {
  return {
    $schema: SCHEMA,
    name: name ?? "leave_bot",
    webhook: { url: url ?? "http://localhost:3000/convokraft", invocation: "every-message", secured: true },
    handlers: { welcome: true, fallback: true, failure: false },
    failureMessage: "Something went wrong. Please try again later.",
    actions: [
      {
        namespace: "ApplyLeave",
        sentences: ["apply for leave", "I want to take leave", "book two days off"],
        params: [
          {
            name: "leaveType",
            type: "selection",
            prompt: "Which kind of leave?",
            options: [
              { id: "casual", label: "Casual leave" },
              { id: "sick", label: "Sick leave" },
            ],
          },
          { name: "from", type: "date", prompt: "From which day?" },
          { name: "days", type: "integer", prompt: "How many days?" },
        ],
        buttons: [{ id: "saveDraft", label: "Save as a draft" }],
        followups: ["OfficeHours"],
      },
      {
        namespace: "OfficeHours",
        sentences: ["when is the office open", "office hours"],
        answer: "The office is open from 9 to 17, Monday to Friday.",
      },
    ],
  };
}
function toJson(definition) {
  const { $schema = SCHEMA, ...rest } = definition;
  return `${JSON.stringify({ $schema, ...rest }, void 0, 2)}
`;
}
var SCHEMA;
var init_starter_definition = __esm({
  "packages/emulator/src/definition/starter-definition.ts"() {
    "use strict";
    SCHEMA = "./node_modules/@ck/emulator/convokraft.schema.json";
  },
});

// packages/signature/src/hex.ts
function decodeHex(text) {
  if (text.length % 2 !== 0 || !/^[0-9a-fA-F]*$/.test(text)) return void 0;
  const bytes = new Uint8Array(text.length / 2);
  for (let index = 0; index < bytes.length; index++) {
    bytes[index] = Number.parseInt(text.slice(index * 2, index * 2 + 2), 16);
  }
  return bytes;
}
function encodeHex(bytes) {
  let text = "";
  for (const byte of bytes) text += byte.toString(16).padStart(2, "0");
  return text;
}
var init_hex = __esm({
  "packages/signature/src/hex.ts"() {
    "use strict";
  },
});

// packages/signature/src/bigint.ts
function bytesToBigint(bytes) {
  return bytes.length === 0 ? 0n : BigInt(`0x${encodeHex(bytes)}`);
}
function bigintToBytes(value, length) {
  const digits = value.toString(16);
  const whole = digits.padStart(Math.max((length ?? 0) * 2, digits.length + (digits.length % 2)), "0");
  return decodeHex(whole) ?? new Uint8Array();
}
function bitLength(value) {
  if (value === 0n) return 0;
  const digits = value.toString(16);
  return digits.length * 4 - (Math.clz32(Number.parseInt(digits.charAt(0), 16)) - 28);
}
function modPow(base, exponent, modulus) {
  return modPowProduct([{ base, exponent }], modulus);
}
function modPowProduct(terms, modulus) {
  const width = Math.max(...terms.map(({ exponent }) => exponent.toString(16).length));
  const rows = terms.map(({ base, exponent }) => {
    const powers = [1n, base % modulus];
    for (let index = 2; index < 16; index++) powers.push(((powers[index - 1] ?? 1n) * (powers[1] ?? 1n)) % modulus);
    return { powers, digits: exponent.toString(16).padStart(width, "0") };
  });
  let result = 1n;
  for (let at = 0; at < width; at++) {
    if (result !== 1n) for (let square = 0; square < 4; square++) result = (result * result) % modulus;
    for (const { powers, digits } of rows) {
      const window = Number.parseInt(digits.charAt(at), 16);
      if (window !== 0) result = (result * (powers[window] ?? 1n)) % modulus;
    }
  }
  return result;
}
function modInverse(value, modulus) {
  let [previous, current] = [modulus, value % modulus];
  let [previousFactor, factor] = [0n, 1n];
  while (current > 0n) {
    const quotient = previous / current;
    [previous, current] = [current, previous - quotient * current];
    [previousFactor, factor] = [factor, previousFactor - quotient * factor];
  }
  return previousFactor < 0n ? previousFactor + modulus : previousFactor;
}
var init_bigint = __esm({
  "packages/signature/src/bigint.ts"() {
    "use strict";
    init_hex();
  },
});

// packages/signature/src/error.ts
function isSignatureError(error) {
  return error instanceof Error && error.name === "SignatureError" && "code" in error;
}
var SignatureError;
var init_error3 = __esm({
  "packages/signature/src/error.ts"() {
    "use strict";
    SignatureError = class extends Error {
      name = "SignatureError";
      code;
      constructor(code, message, options) {
        super(message, options);
        this.code = code;
      }
    };
  },
});

// packages/signature/src/published-parameters.ts
function publishedParameters(modulusLength, divisorLength) {
  const found = PUBLISHED.find((set) => set.modulusLength === modulusLength && set.divisorLength === divisorLength);
  return found && { p: BigInt(`0x${found.p}`), q: BigInt(`0x${found.q}`), g: BigInt(`0x${found.g}`) };
}
function arePublished({ p, q, g }) {
  return PUBLISHED.some(
    (set) => p === BigInt(`0x${set.p}`) && q === BigInt(`0x${set.q}`) && g === BigInt(`0x${set.g}`),
  );
}
var PUBLISHED;
var init_published_parameters = __esm({
  "packages/signature/src/published-parameters.ts"() {
    "use strict";
    PUBLISHED = [
      {
        modulusLength: 1024,
        divisorLength: 160,
        p: "fd7f53811d75122952df4a9c2eece4e7f611b7523cef4400c31e3f80b6512669455d402251fb593d8d58fabfc5f5ba30f6cb9b556cd7813b801d346ff26660b76b9950a5a49f9fe8047b1022c24fbba9d7feb7c61bf83b57e7c6a8a6150f04fb83f6d3c51ec3023554135a169132f675f3ae2b61d72aeff22203199dd14801c7",
        q: "9760508f15230bccb292b982a2eb840bf0581cf5",
        g: "f7e1a085d69b3ddecbbcab5c36b857b97994afbbfa3aea82f9574c0b3d0782675159578ebad4594fe67107108180b449167123e84c281613b7cf09328cc8a6e13c167a8b547c8d28e0a3ae1e2bb3a675916ea37f0bfa213562f1fb627a01243bcca4f1bea8519089a883dfe15ae59f06928b665e807b552564014c3bfecf492a",
      },
      {
        modulusLength: 2048,
        divisorLength: 224,
        p: "8f7935d9b9aae9bfabed887acf4951b6f32ec59e3baf3718e8eac4961f3efd3606e74351a9c4183339b809e7c2ae1c539ba7475b85d011adb8b47987754984695cac0e8f14b3360828a22ffa27110a3d62a993453409a0fe696c4658f84bdd20819c3709a01057b195adcd00233dba5484b6291f9d648ef883448677979cec04b434a6ac2e75e9985de23db0292fc1118c9ffa9d8181e7338db792b730d7b9e349592f68099872153915ea3d6b8b4653c633458f803b32a4c2e0f27290256e4e3f8a3b0838a1c450e4e18c1a29a37ddf5ea143de4b66ff04903ed5cf1623e158d487c608e97f211cd81dca23cb6e380765f822e342be484c05763939601cd667",
        q: "baf696a68578f7dfdee7fa67c977c785ef32b233bae580c0bcd5695d",
        g: "16a65c58204850704e7502a39757040d34da3a3478c154d4e4a5c02d242ee04f96e61e4bd0904abdac8f37eeb1e09f3182d23c9043cb642f88004160edf9ca09b32076a79c32a627f2473e91879ba2c4e744bd2081544cb55b802c368d1fa83ed489e94e0fa0688e32428a5c78c478c68d0527b71c9a3abb0b0be12c44689639e7d3ce74db101a65aa2b87f64c6826db3ec72f4b5599834bb4edb02f7c90e9a496d3a55d535bebfc45d4f619f63f3dedbb873925c2f224e07731296da887ec1e4748f87efb5fdeb75484316b2232dee553ddaf02112b0d1f02da30973224fe27aeda8b9d4b2922d9ba8be39ed9e103a63c52810bc688b7e2ed4316e1ef17dbde",
      },
      {
        modulusLength: 2048,
        divisorLength: 256,
        p: "95475cf5d93e596c3fcd1d902add02f427f5f3c7210313bb45fb4d5bb2e5fe1cbd678cd4bbdd84c9836be1f31c0777725aeb6c2fc38b85f48076fa76bcd8146cc89a6fb2f706dd719898c2083dc8d896f84062e2c9c94d137b054a8d8096adb8d51952398eeca852a0af12df83e475aa65d4ec0c38a9560d5661186ff98b9fc9eb60eee8b030376b236bc73be3acdbd74fd61c1d2475fa3077b8f080467881ff7e1ca56fee066d79506ade51edbb5443a563927dbc4ba520086746175c8885925ebc64c6147906773496990cb714ec667304e261faee33b3cbdf008e0c3fa90650d97d3909c9275bf4ac86ffcb3d03e6dfc8ada5934242dd6d3bcca2a406cb0b",
        q: "f8183668ba5fc5bb06b5981e6d8b795d30b8978d43ca0ec572e37e09939a9773",
        g: "42debb9da5b3d88cc956e08787ec3f3a09bba5f48b889a74aaf53174aa0fbe7e3c5b8fcd7a53bef563b0e98560328960a9517f4014d3325fc7962bf1e049370d76d1314a76137e792f3f0db859d095e4a5b932024f079ecf2ef09c797452b0770e1350782ed57ddf794979dcef23cb96f183061965c4ebc93c9c71c56b925955a75f94cccf1449ac43d586d0beee43251b0b2287349d68de0d144403f13e802f4146d882e057af19b6f6275c6676c8fa0e3ca2713a3257fd1b27d0639f695e347d8d1cf9ac819a26ca9b04cb0eb9b7b035988d15bbac65212a55239cfc7e58fae38d7250ab9991ffbc97134025fe8ce04c4399ad96569be91a546f4978693c7a",
      },
      {
        modulusLength: 3072,
        divisorLength: 256,
        p: "ea9cda9f5fbda66dd830494609405687ab7cf38538e058d1e2f68dea95364866e1c05beacded24227edee28cad80bcecad39913be3b713267b3b96c8d9f0f6a03b5dfc9222d5cfe4afcc9982f33784f760c3b759aebe3bbe9098a6b84c96f1fde44ce11c084c2a082c7a76a0ef142928b4f328406ab9beb24f84577dd0f46ce86fd8f08488269998bf4742d6425f7a0ec75d8660c5dd6f4e3b3d3bee81b2c21afe8c9e8b84b87192e2cc20f961d2bcd8133afcf3675ab80681cb374c78f33e29d1011083d89f9c5728b94676fccb1b57bc60288c15d85ae838ae1941c5a20ae2b2049b3583fe30da455ddb3e6ad9b9955cd9bb5681431622beb0f92da533fcab496cebc447aa1bb5a8039522f2da98ff416289323a64df626ab6881870927dcee387f13b5c9d24d6cba1d82ed375a082506ee87bc7ae30067f4a94e2ee363d992c40f2725b5db4b3525ebde22bbbfd0fa124a588b0f5a4acb3a86951aff09f8c8198fb5b53da0c931cedc598b4f835b779d04d99026c7ba08c4b27f118ac1e3d",
        q: "c4eeac2bbab79bd831946d717a56a6e687547aa8e9c5494a5a4b2f4ca13d6c11",
        g: "42e5fa7844f8fa9d8998d830d004e7b15b1d276bcbe5f12c35ec90c1a25f5832018a6724bd9cdbe803b675509bed167f3d7cf8599fc865c6d5a0f79158c1bc918f00a944d0ad0f38f520fb91d85d82674d0d5f874faa5fcdfe56cd178c1afdc7ce8795727b7dee966ed0b3c5cedcef8aca628befebf2d105c7aff8eb0da9c9610737dd64dce1237b82c1b2bc8608d55ffda98d7189444e65883315669c05716bde36c78b130aa3df2e4d609914c7c8dc470f4e300187c775f81e7b1a9c0dce405d6eab2cbb9d9c4ef44412ba573dd403c4ed7bc2364772f56a30c48de78f5003f9371c55262d2c8ac2246ade3b02fdcfcf5cbfde74fbcbfe6e0e0fdf3160764f84d311c179a40af679a8f47ab13c8f706893245eb11edcce451fa2ab980019987f125d8dc96622d419ba0d71f16c6024dce9d364c3b26d8ec1a3c828f6c9d14b1d0333b95db77bfdbe3c6bce5337a1a5a7ace10111219448447197e2a344cc423be768bb89e27be6cbd22085614a5a3360be23b1bfbb6e6e6471363d32c85d31",
      },
    ];
  },
});

// packages/signature/src/domain-parameters.ts
function isUnusual(modulusLength, divisorLength) {
  return UNUSUAL_SIZES.includes(`${modulusLength}/${divisorLength}`);
}
function checkSize({ modulusLength, divisorLength }, allow) {
  const size = `${modulusLength}/${divisorLength}`;
  if (USUAL_SIZES.includes(size) || allow.some((allowed) => allowed === size)) return;
  if (modulusLength < 1024) {
    throw new SignatureError(
      "ERR_KEY_MODULUS_TOO_SMALL",
      `The key has a modulus of ${modulusLength} bits; at least 1024 are needed, and 2048 are advised. Anyone can forge signatures of a key this small. Make a new key pair.`,
    );
  }
  if (divisorLength < 160) {
    throw new SignatureError(
      "ERR_KEY_DIVISOR_TOO_SMALL",
      `The key has a divisor q of ${divisorLength} bits; at least 160 are needed. Anyone can forge signatures of a key like this. Make a new key pair.`,
    );
  }
  const mend = UNUSUAL_SIZES.includes(size)
    ? `If this is the key that you mean, pass { allow: ["${size}"] }.`
    : `The sizes in use are ${USUAL_SIZES.join(", ")}. Check that this is the key of the bot.`;
  throw new SignatureError("ERR_KEY_SIZE", `The key has the unusual size ${size} (modulus/divisor, in bits). ${mend}`);
}
function checkGroup(parameters) {
  if (arePublished(parameters)) return;
  const { p, q, g } = parameters;
  checkDivisor(p, q);
  checkGenerator(p, q, g);
}
function checkDivisor(p, q) {
  if (p % 2n === 0n) throw notPrime("p");
  if (q % 2n === 0n) throw notPrime("q");
  if ((p - 1n) % q !== 0n) {
    throw new SignatureError(
      "ERR_KEY_DIVISOR_MISMATCH",
      `The key's q does not divide p\u22121, so it is no DSA key that works. ${MEND}`,
    );
  }
}
function checkGenerator(p, q, g) {
  if (g <= 1n || g === p - 1n) {
    throw new SignatureError(
      "ERR_KEY_GENERATOR_TRIVIAL",
      `The key's generator g is ${g === p - 1n ? "p\u22121" : String(g)}: forged signatures would verify with it. ${MEND}`,
    );
  }
  if (g >= p) {
    throw new SignatureError(
      "ERR_KEY_GENERATOR_RANGE",
      `The key's generator g is not below the modulus p${g === p + 1n ? " (it is p+1)" : ""}: forged signatures can verify with such a key. ${MEND}`,
    );
  }
  if (modPow(g, q, p) !== 1n) {
    throw new SignatureError("ERR_KEY_GENERATOR_ORDER", `The key's generator g does not have the order q. ${MEND}`);
  }
}
function checkPublicNumber({ p, q }, y) {
  if (y <= 1n) {
    throw new SignatureError(
      "ERR_KEY_Y_TRIVIAL",
      `The key's public number y is ${String(y)}: forged signatures would verify with it. ${MEND}`,
    );
  }
  if (y === p - 1n) {
    throw new SignatureError(
      "ERR_KEY_Y_MINUS_ONE",
      `The key's public number y is p\u22121: forged signatures would verify with it. ${MEND}`,
    );
  }
  if (y >= p) {
    throw new SignatureError("ERR_KEY_Y_RANGE", `The key's public number y is not below the modulus p. ${MEND}`);
  }
  if (modPow(y, q, p) !== 1n) {
    throw new SignatureError(
      "ERR_KEY_Y_ORDER",
      `The key's public number y does not belong to the group of its parameters: the key is damaged or forged. ${MEND}`,
    );
  }
}
function notPrime(name) {
  return new SignatureError(
    name === "p" ? "ERR_KEY_MODULUS_NOT_PRIME" : "ERR_KEY_DIVISOR_NOT_PRIME",
    `The key's ${name} is not a prime, so signatures of it could be forged. ${MEND}`,
  );
}
function sizeOf({ p, q }) {
  return { modulusLength: bitLength(p), divisorLength: bitLength(q) };
}
var USUAL_SIZES, UNUSUAL_SIZES, MEND;
var init_domain_parameters = __esm({
  "packages/signature/src/domain-parameters.ts"() {
    "use strict";
    init_bigint();
    init_error3();
    init_published_parameters();
    USUAL_SIZES = ["1024/160", "2048/224", "2048/256", "3072/256"];
    UNUSUAL_SIZES = ["1024/224", "4096/256"];
    MEND = "Copy the key again from where it was made; if it comes out the same, do not use it.";
  },
});

// packages/signature/src/bytes.ts
function isBytes2(value) {
  return ArrayBuffer.isView(value) && value[Symbol.toStringTag] === "Uint8Array";
}
function concatBytes(pieces) {
  const joined = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    joined.set(piece, at);
    at += piece.length;
  }
  return joined;
}
function equalBytes(one, other) {
  return one.length === other.length && one.every((byte, index) => byte === other[index]);
}
function utf8(text) {
  return new TextEncoder().encode(text);
}
var init_bytes = __esm({
  "packages/signature/src/bytes.ts"() {
    "use strict";
  },
});

// packages/signature/src/der.ts
function readElement(bytes, offset = 0) {
  const tag = bytes[offset];
  const first = bytes[offset + 1];
  if (tag === void 0 || first === void 0) return void 0;
  let length = first;
  let start = offset + 2;
  if (first >= 128) {
    const size = first & 127;
    if (size === 0 || size > 3) return void 0;
    length = 0;
    for (let index = 0; index < size; index++) length = length * 256 + (bytes[start++] ?? 0);
    if (length < 128 || length < 2 ** (8 * (size - 1))) return void 0;
  }
  const end = start + length;
  return end > bytes.length ? void 0 : { tag, content: bytes.subarray(start, end), end };
}
function declaredLength(bytes) {
  const first = bytes[1];
  if (first === void 0) return void 0;
  if (first < 128) return 2 + first;
  const size = first & 127;
  if (size === 0 || size > 3 || bytes.length < 2 + size) return void 0;
  return 2 + size + Number(bytesToBigint(bytes.subarray(2, 2 + size)));
}
function readAll(bytes) {
  const elements = [];
  for (let at = 0; at < bytes.length;) {
    const element = readElement(bytes, at);
    if (element === void 0) return void 0;
    elements.push(element);
    at = element.end;
  }
  return elements;
}
function readSequence(element) {
  return element?.tag === TAG.sequence ? readAll(element.content) : void 0;
}
function readInteger(element) {
  if (element?.tag !== TAG.integer) return void 0;
  const first = element.content[0];
  return first === void 0 || first >= 128 ? void 0 : bytesToBigint(element.content);
}
function writeElement(tag, ...contents) {
  const content = concatBytes(contents);
  if (content.length < 128) return concatBytes([Uint8Array.of(tag, content.length), content]);
  const length = bigintToBytes(BigInt(content.length));
  return concatBytes([Uint8Array.of(tag, 128 | length.length), length, content]);
}
function writeSequence(...members) {
  return writeElement(TAG.sequence, ...members);
}
function writeInteger(value) {
  const magnitude = bigintToBytes(value);
  const sign3 = (magnitude[0] ?? 0) >= 128 ? Uint8Array.of(0) : new Uint8Array();
  return writeElement(TAG.integer, sign3, magnitude);
}
var TAG;
var init_der = __esm({
  "packages/signature/src/der.ts"() {
    "use strict";
    init_bigint();
    init_bytes();
    TAG = {
      integer: 2,
      bitString: 3,
      octetString: 4,
      null: 5,
      oid: 6,
      sequence: 48,
    };
  },
});

// packages/signature/src/base64.ts
function sextet(code, alphabet) {
  if (code >= 65 && code <= 90) return code - 65;
  if (code >= 97 && code <= 122) return code - 71;
  if (code >= 48 && code <= 57) return code + 4;
  if (alphabet !== "base64url") {
    if (code === 43) return 62;
    if (code === 47) return 63;
  }
  if (alphabet !== "base64") {
    if (code === 45) return 62;
    if (code === 95) return 63;
  }
  return -1;
}
function decodeBase64(text, alphabet) {
  let end = text.length;
  if (end % 4 === 0 && end > 0 && text.charCodeAt(end - 1) === 61) {
    end -= text.charCodeAt(end - 2) === 61 ? 2 : 1;
  } else if (alphabet === "base64" && end % 4 !== 0) {
    return void 0;
  }
  if (end % 4 === 1) return void 0;
  const bytes = new Uint8Array((end * 3) >> 2);
  let at = 0;
  let bits = 0;
  let held = 0;
  for (let index = 0; index < end; index++) {
    const value = sextet(text.charCodeAt(index), alphabet);
    if (value < 0) return void 0;
    held = (held << 6) | value;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      bytes[at++] = held >> bits;
      held &= (1 << bits) - 1;
    }
  }
  return held === 0 ? bytes : void 0;
}
function encodeBase64(bytes, alphabet = "base64") {
  let text = "";
  let held = 0;
  let bits = 0;
  for (const byte of bytes) {
    held = (held << 8) | byte;
    bits += 8;
    while (bits >= 6) {
      bits -= 6;
      text += ALPHABET.charAt((held >> bits) & 63);
    }
    held &= (1 << bits) - 1;
  }
  if (bits > 0) text += ALPHABET.charAt((held << (6 - bits)) & 63);
  if (alphabet === "base64url") return text.replaceAll("+", "-").replaceAll("/", "_");
  return text.padEnd(Math.ceil(text.length / 4) * 4, "=");
}
var ALPHABET;
var init_base64 = __esm({
  "packages/signature/src/base64.ts"() {
    "use strict";
    ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  },
});

// packages/signature/src/key-bytes.ts
function algorithm({ p, q, g }) {
  return writeSequence(
    writeElement(TAG.oid, Uint8Array.from(ID_DSA)),
    writeSequence(writeInteger(p), writeInteger(q), writeInteger(g)),
  );
}
function writeSpki(parameters, y) {
  return writeSequence(algorithm(parameters), writeElement(TAG.bitString, Uint8Array.of(0), writeInteger(y)));
}
function writePkcs8(parameters, x) {
  return writeSequence(writeInteger(0n), algorithm(parameters), writeElement(TAG.octetString, writeInteger(x)));
}
function writePem(label, der) {
  const lines = encodeBase64(der).match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----
${lines.join("\n")}
-----END ${label}-----
`;
}
var ID_DSA;
var init_key_bytes = __esm({
  "packages/signature/src/key-bytes.ts"() {
    "use strict";
    init_der();
    init_base64();
    ID_DSA = [42, 134, 72, 206, 56, 4, 1];
  },
});

// packages/signature/src/key.ts
function makeKey(face, parts) {
  return Object.freeze(Object.defineProperty({ ...face }, PARTS, { value: () => parts }));
}
function partsOf(key) {
  const read2 = key[PARTS];
  if (typeof read2 !== "function") {
    throw new SignatureError(
      "ERR_KEY_FOREIGN_OBJECT",
      "This object looks like a key, but carries none: it was copied, cloned or put together by hand. Import the key's text in this thread and use what the import returns.",
    );
  }
  return read2();
}
function publicParts(key) {
  return partsOf(key);
}
function privateParts(key) {
  return partsOf(key);
}
function typeOf(value) {
  return typeof value === "object" && value !== null && "type" in value && "keyId" in value ? value.type : void 0;
}
function isPublicKey(value) {
  return typeOf(value) === "public";
}
function isPrivateKey(value) {
  return typeOf(value) === "private";
}
var PARTS;
var init_key = __esm({
  "packages/signature/src/key.ts"() {
    "use strict";
    init_error3();
    PARTS = /* @__PURE__ */ Symbol.for("@ck/signature/key-parts/1");
  },
});

// packages/signature/src/key-structure.ts
function readKeyStructure(der) {
  const outer2 = readElement(der);
  if (outer2 === void 0) {
    const declared = declaredLength(der);
    if (der[0] === TAG.sequence && declared !== void 0 && declared > der.length) {
      throw new SignatureError(
        "ERR_KEY_TRUNCATED",
        `The key is cut off: it says that it is ${declared} bytes long, and ${der.length} are there. Copy it again, whole.`,
      );
    }
    throw unreadable();
  }
  if (outer2.end !== der.length) {
    throw new SignatureError(
      "ERR_KEY_TRAILING_BYTES",
      `After the key there are ${der.length - outer2.end} more bytes. A key must end where it says; copy it again, alone.`,
    );
  }
  const members = readSequence(outer2);
  if (members === void 0) throw unreadable();
  const tags = members.map(({ tag }) => tag);
  if (matches(tags, [TAG.sequence, TAG.bitString])) return readSpki(members);
  if (matches(tags, [TAG.sequence, TAG.octetString])) return readEncrypted(members);
  if (matches(tags.slice(0, 3), [TAG.integer, TAG.sequence, TAG.octetString])) return readPkcs8(members);
  if (matches(tags, [TAG.sequence, TAG.sequence, TAG.bitString])) throw certificate();
  if (tags.every((tag) => tag === TAG.integer)) return readTraditional(members);
  if (matches(tags.slice(0, 2), [TAG.integer, TAG.octetString])) throw otherAlgorithm("EC");
  throw unreadable();
}
function matches(tags, expected) {
  return tags.length === expected.length && tags.every((tag, index) => tag === expected[index]);
}
function readSpki([algorithm2, key]) {
  const parameters = readAlgorithm(algorithm2);
  const y = key?.content[0] === 0 ? wholeInteger(key.content.subarray(1)) : void 0;
  if (y === void 0) throw unreadable();
  return { kind: "public", parameters, y, canonical: writeSpki(parameters, y) };
}
function readPkcs8([version2, algorithm2, key]) {
  const number = readInteger(version2);
  if (number !== 0n && number !== 1n) throw unreadable();
  const parameters = readAlgorithm(algorithm2);
  const x = key && wholeInteger(key.content);
  if (x === void 0) throw unreadable();
  return { kind: "private", parameters, x };
}
function readEncrypted([algorithm2, data]) {
  if (algorithm2 === void 0 || data === void 0) throw unreadable();
  return { kind: "encrypted", algorithm: algorithm2, data: data.content };
}
function readTraditional(members) {
  const numbers = members.map(readInteger);
  if (numbers.length === 2 || numbers.length === 9) throw otherAlgorithm("RSA");
  if (numbers.length === 3) {
    throw new SignatureError(
      "ERR_KEY_IS_PARAMETERS",
      "These are domain parameters (p, q, g) and no key. Pass the key that was made from them.",
    );
  }
  if (numbers.length === 6) {
    const [version2, p2, q2, g2, y2, x] = numbers;
    if (version2 !== 0n || p2 === void 0 || q2 === void 0 || g2 === void 0 || y2 === void 0 || x === void 0)
      throw unreadable();
    return { kind: "private", parameters: { p: p2, q: q2, g: g2 }, x, y: y2 };
  }
  const [y, p, q, g] = numbers;
  if (numbers.length !== 4 || y === void 0 || p === void 0 || q === void 0 || g === void 0) throw unreadable();
  return { kind: "public", parameters: { p, q, g }, y, canonical: writeSequence(...[y, p, q, g].map(writeInteger)) };
}
function readAlgorithm(element) {
  const [oid2, rest] = readSequence(element) ?? [];
  if (oid2?.tag !== TAG.oid) throw unreadable();
  const name = ALGORITHMS[encodeHex(oid2.content)];
  if (name !== "DSA") throw otherAlgorithm(name);
  if (rest === void 0 || rest.tag === TAG.null) {
    throw new SignatureError(
      "ERR_KEY_WITHOUT_PARAMETERS",
      "The DSA key carries no p, q and g: it was cut out of a certificate chain. Export the key with its parameters.",
    );
  }
  const members = readSequence(rest) ?? [];
  const [p, q, g] = members.map(readInteger);
  if (members.length !== 3 || p === void 0 || q === void 0 || g === void 0) throw unreadable();
  return { p, q, g };
}
function wholeInteger(bytes) {
  const elements = readAll(bytes);
  return elements?.length === 1 ? readInteger(elements[0]) : void 0;
}
function requireCanonical(given, canonical) {
  if (equalBytes(given, canonical)) return;
  throw new SignatureError(
    "ERR_KEY_NOT_CANONICAL",
    "The key's numbers can be read, but its bytes are not DER's only spelling of them (a redundant zero, or a part too many). Export the key again.",
  );
}
function otherAlgorithm(name) {
  const mend = "The platform signs with DSA (contract \xA75): use the key that the bot's console shows.";
  if (name === "RSA")
    return new SignatureError("ERR_KEY_IS_RSA", `This is an RSA key, and a DSA key is needed. ${mend}`);
  if (name === "EC") {
    return new SignatureError(
      "ERR_KEY_IS_EC",
      `This is an elliptic curve key (for ECDSA), and a DSA key is needed. ${mend}`,
    );
  }
  if (name?.startsWith("Ed") === true || name?.startsWith("X") === true) {
    return new SignatureError("ERR_KEY_IS_EDWARDS", `This is an ${name} key, and a DSA key is needed. ${mend}`);
  }
  return new SignatureError(
    "ERR_KEY_ALGORITHM",
    `This is a key of ${name ?? "an algorithm that is not known here"}, and a DSA key is needed. ${mend}`,
  );
}
function certificate() {
  return new SignatureError(
    "ERR_KEY_IS_CERTIFICATE",
    "This is a certificate (or a request for one) and no key. Take the key out of it: `openssl x509 -in cert.pem -pubkey -noout`.",
  );
}
function unreadable() {
  return new SignatureError(
    "ERR_KEY_UNREADABLE",
    "The bytes are no key in any form that is known here (SubjectPublicKeyInfo, PKCS#8, OpenSSL's DSA forms). Copy the key again.",
  );
}
var ALGORITHMS;
var init_key_structure = __esm({
  "packages/signature/src/key-structure.ts"() {
    "use strict";
    init_bytes();
    init_der();
    init_error3();
    init_hex();
    init_key_bytes();
    ALGORITHMS = {
      "2a8648ce380401": "DSA",
      "2a864886f70d010101": "RSA",
      "2a864886f70d01010a": "RSA",
      "2a8648ce3d0201": "EC",
      "2b656e": "X25519",
      "2b656f": "X448",
      "2b6570": "Ed25519",
      "2b6571": "Ed448",
      "2a864886f70d010301": "Diffie-Hellman",
      "2a8648ce3e0201": "Diffie-Hellman",
    };
  },
});

// packages/signature/src/key-text.ts
function readKeyText(input, purpose) {
  if (typeof input !== "string" && !isBytes2(input)) {
    const came =
      input === void 0 ? "undefined (is the variable set?)" : input === null ? "null" : `of type ${typeof input}`;
    throw new SignatureError(
      "ERR_KEY_INPUT_TYPE",
      `The ${purpose} key must be a string or a Uint8Array; it is ${came}.`,
    );
  }
  if (input.length > MAX_LENGTH) {
    throw new SignatureError(
      "ERR_KEY_TOO_LONG",
      `The ${purpose} key is ${input.length} ${typeof input === "string" ? "characters" : "bytes"} long; no DSA key needs more than ${MAX_LENGTH}. Pass the key alone.`,
    );
  }
  return fromInput(input, purpose, 0);
}
function fromInput(input, purpose, depth) {
  if (input.length === 0) throw empty(purpose);
  if (typeof input === "string") return fromText(input, purpose, depth);
  if (input[0] === 48) return { der: Uint8Array.from(input) };
  const encoding = input[0] === 255 && input[1] === 254 ? "utf-16le" : "utf-8";
  let text;
  try {
    text = new TextDecoder(encoding, { fatal: true }).decode(input);
  } catch (cause) {
    throw new SignatureError("ERR_KEY_UNREADABLE", unreadable2(purpose, "bytes that are neither DER nor text"), {
      cause,
    });
  }
  return fromText(text, purpose, depth);
}
function fromText(raw, purpose, depth) {
  const text = withoutNoise(raw);
  if (text === "") throw empty(purpose);
  refuseOpenSsh(text);
  if (text.includes("-----BEGIN ")) return fromPem(text, purpose, depth);
  if (text.includes("-----END ")) throw incomplete(purpose, "its BEGIN line");
  const packed = text.replaceAll(/\s+/g, "");
  const bytes = (/^30[0-9a-fA-F]*$/.test(packed) ? decodeHex(packed) : void 0) ?? decodeBase64(packed, "either");
  if (bytes === void 0) throw new SignatureError("ERR_KEY_UNREADABLE", unreadable2(purpose, shapeOf3(text)));
  return inner(bytes, purpose, depth);
}
function inner(bytes, purpose, depth) {
  if (bytes[0] === 48) return { der: bytes };
  if (depth >= 2 || !looksLikeText(bytes)) {
    throw new SignatureError("ERR_KEY_UNREADABLE", unreadable2(purpose, "Base64 of something else"));
  }
  return fromInput(bytes, purpose, depth + 1);
}
function looksLikeText(bytes) {
  return bytes.every((byte) => byte === 9 || byte === 10 || byte === 13 || (byte >= 32 && byte < 127));
}
function withoutNoise(raw) {
  let text = raw.replace(/^\uFEFF/, "").trim();
  text = text
    .replace(/^(?:export\s+)?[A-Za-z_][A-Za-z0-9_]{0,63}\s?=\s?(?=["'`]|-----BEGIN|M[A-Za-z0-9+/_-]{20})/, "")
    .trim();
  text = text.replace(/[,;]$/, "");
  const first = text.charAt(0);
  if (text.length > 1 && `"'\``.includes(first) && text.endsWith(first)) text = text.slice(1, -1);
  return text
    .replaceAll(/(?:\\r)?\\n|\\r/g, "\n")
    .replaceAll("\\t", " ")
    .replaceAll("\\/", "/")
    .trim();
}
function fromPem(text, purpose, depth) {
  const blocks = text.split("-----BEGIN ").slice(1);
  if (blocks.length > 1) {
    throw new SignatureError(
      "ERR_KEY_SEVERAL",
      `There are ${blocks.length} PEM blocks where one ${purpose} key was expected. Import them one by one; verify() takes an array of keys.`,
    );
  }
  const block = blocks[0] ?? "";
  const label = /^[A-Z0-9 ]{1,40}(?=-----)/.exec(block)?.[0];
  const end = block.indexOf("-----END ");
  if (label === void 0) throw incomplete(purpose, "a whole BEGIN line");
  if (end < 0) throw incomplete(purpose, "its END line");
  if (!block.startsWith(`${label}-----`, end + "-----END ".length))
    throw incomplete(purpose, `the line "-----END ${label}-----"`);
  const content = block.slice(label.length + 5, end);
  if (label.startsWith("OPENSSH") || label.startsWith("SSH2")) throw openSsh();
  if (content.includes("DEK-Info:")) {
    return {
      der: new Uint8Array(),
      label,
      encryptedPem: `-----BEGIN ${block.slice(0, end)}-----END ${label}-----
`,
    };
  }
  const bytes = decodeBase64(content.replaceAll(/\s+/g, ""), "either");
  if (bytes === void 0 || bytes.length === 0) {
    throw new SignatureError(
      "ERR_KEY_UNREADABLE",
      `What stands between the BEGIN and END lines of the ${purpose} key is not Base64: some of it is missing or was changed. Copy the key again.`,
    );
  }
  return { ...inner(bytes, purpose, depth), label };
}
function refuseOpenSsh(text) {
  if (/^ssh-[a-z0-9]+ |^---- BEGIN SSH2|^ecdsa-sha2-/.test(text)) throw openSsh();
}
function openSsh() {
  return new SignatureError(
    "ERR_KEY_IS_OPENSSH",
    "This is a key in OpenSSH's form. Convert it: `ssh-keygen -e -m PKCS8 -f key.pub` for a public key, `ssh-keygen -p -m PEM -f key` for a private one.",
  );
}
function empty(purpose) {
  return new SignatureError(
    "ERR_KEY_EMPTY",
    `The ${purpose} key is empty. Is the variable or the file that holds it filled in?`,
  );
}
function incomplete(purpose, missing2) {
  return new SignatureError(
    "ERR_KEY_PEM_INCOMPLETE",
    `The PEM of the ${purpose} key lacks ${missing2}. Copy it whole, from -----BEGIN to the dashes after END; in a .env file put it in quotes.`,
  );
}
function unreadable2(purpose, came) {
  const forms =
    purpose === "public"
      ? "PEM (-----BEGIN PUBLIC KEY-----), or Base64 that begins with MII"
      : "PEM (-----BEGIN PRIVATE KEY-----), or its Base64";
  return `This is not a ${purpose} key: expected ${forms}; it is ${came}.`;
}
function shapeOf3(text) {
  if (/^\{/.test(text)) return "a JSON object (there is no JWK for DSA)";
  if (/^</.test(text)) return "markup";
  if (/^[./~]|^[A-Za-z]:\\|\.(?:pem|der|key|pub|txt)$/.test(text))
    return "what looks like a file name: read the file and pass its content";
  return `a text of ${text.length} characters that is no Base64`;
}
var MAX_LENGTH;
var init_key_text = __esm({
  "packages/signature/src/key-text.ts"() {
    "use strict";
    init_base64();
    init_bytes();
    init_error3();
    init_hex();
    MAX_LENGTH = 16384;
  },
});

// packages/signature/src/sha256.ts
function primeRoots(count, root) {
  const words = new Uint32Array(count);
  let found = 0;
  for (let candidate = 2; found < count; candidate++) {
    let prime = true;
    for (let divisor = 2; divisor * divisor <= candidate; divisor++) if (candidate % divisor === 0) prime = false;
    if (!prime) continue;
    const value = root === 2 ? Math.sqrt(candidate) : Math.cbrt(candidate);
    words[found++] = (value - Math.floor(value)) * 2 ** 32;
  }
  return words;
}
function rotate(word2, bits) {
  return (word2 >>> bits) | (word2 << (32 - bits));
}
function compress(state, block, offset, constants, words) {
  for (let t2 = 0; t2 < 16; t2++) words[t2] = block.getUint32(offset + t2 * 4);
  for (let t2 = 16; t2 < 64; t2++) {
    const w15 = words[t2 - 15] ?? 0;
    const w2 = words[t2 - 2] ?? 0;
    const small0 = rotate(w15, 7) ^ rotate(w15, 18) ^ (w15 >>> 3);
    const small1 = rotate(w2, 17) ^ rotate(w2, 19) ^ (w2 >>> 10);
    words[t2] = (words[t2 - 16] ?? 0) + small0 + (words[t2 - 7] ?? 0) + small1;
  }
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state;
  for (let t2 = 0; t2 < 64; t2++) {
    const big1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25);
    const one = (h + big1 + ((e & f) ^ (~e & g)) + (constants[t2] ?? 0) + (words[t2] ?? 0)) | 0;
    const big0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22);
    const two = (big0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + one) | 0;
    d = c;
    c = b;
    b = a;
    a = (one + two) | 0;
  }
  [a, b, c, d, e, f, g, h].forEach((word2, index) => (state[index] = (state[index] ?? 0) + word2));
}
function sha256(bytes, variant = "sha256") {
  const constants = primeRoots(64, 3);
  const state = variant === "sha256" ? primeRoots(8, 2) : Uint32Array.from(SHA224_START);
  const words = new Uint32Array(64);
  const whole = bytes.length - (bytes.length % 64);
  const body = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let offset = 0; offset < whole; offset += 64) compress(state, body, offset, constants, words);
  const rest = bytes.length - whole;
  const tail = new Uint8Array(rest < 56 ? 64 : 128);
  tail.set(bytes.subarray(whole));
  tail[rest] = 128;
  const tailView = new DataView(tail.buffer);
  tailView.setUint32(tail.length - 8, Math.floor(bytes.length / 2 ** 29));
  tailView.setUint32(tail.length - 4, bytes.length * 8);
  for (let offset = 0; offset < tail.length; offset += 64) compress(state, tailView, offset, constants, words);
  const digest3 = new DataView(new ArrayBuffer(32));
  state.forEach((word2, index) => digest3.setUint32(index * 4, word2));
  return new Uint8Array(digest3.buffer, 0, variant === "sha256" ? 32 : 28);
}
var SHA224_START;
var init_sha256 = __esm({
  "packages/signature/src/sha256.ts"() {
    "use strict";
    SHA224_START = [3238371032, 914150663, 812702999, 4144912697, 4290775857, 1750603025, 1694076839, 3204075428];
  },
});

// packages/signature/src/import-public-key.ts
function importPublicKey(input, options = {}) {
  if (isPublicKey(input)) {
    publicParts(input);
    return input;
  }
  const numbers = readNumbers(input);
  checkSize(sizeOf(numbers), options.allow ?? []);
  checkGroup(numbers);
  checkPublicNumber(numbers, numbers.y);
  const key = makePublicKey(numbers, numbers.y);
  for (const warning of key.warnings) options.onWarning?.(warning);
  return key;
}
function readNumbers(input) {
  if (isPrivateKey(input)) throw privateGiven();
  if (isNumbers(input)) return input;
  const { der, label } = readKeyText(input, "public");
  if (label?.endsWith("PRIVATE KEY") === true) throw privateGiven();
  const structure = readKeyStructure(der);
  if (structure.kind !== "public") throw privateGiven();
  requireCanonical(der, structure.canonical);
  return { ...structure.parameters, y: structure.y };
}
function isNumbers(input) {
  if (typeof input !== "object" || input === null) return false;
  return ["p", "q", "g", "y"].every((name) => {
    const value = input[name];
    return typeof value === "bigint" && value >= 0n;
  });
}
function privateGiven() {
  return new SignatureError(
    "ERR_KEY_IS_PRIVATE",
    "This is a private key, and a public key is needed. A private key does not belong on a server that only verifies: pass the public key, and make a new pair if the private one was stored or sent anywhere.",
  );
}
function makePublicKey(parameters, y) {
  const spki = writeSpki(parameters, y);
  const { p, q, g } = parameters;
  const parts = { p, q, g, y, spki, qBytes: bigintToBytes(q), prepared: /* @__PURE__ */ new Map() };
  const size = sizeOf(parameters);
  return makeKey({ type: "public", ...size, keyId: keyIdOf(spki), warnings: warningsFor(size) }, parts);
}
function keyIdOf(spki) {
  return encodeHex(sha256(spki).subarray(0, 8));
}
function warningsFor({ modulusLength, divisorLength }) {
  const warnings = [];
  if (modulusLength < 2048) {
    warnings.push({
      code: "WEAK_MODULUS",
      message: `The key has a modulus of ${modulusLength} bits. Nobody is known to have broken such a key, but it is below today's floor of 2048: replace it when the platform lets you.`,
    });
  }
  if (isUnusual(modulusLength, divisorLength)) {
    warnings.push({
      code: "UNUSUAL_SIZE",
      message: `The key's size ${modulusLength}/${divisorLength} is not one of FIPS 186-4; it was let in because the configuration allows it.`,
    });
  }
  return Object.freeze(warnings.map((warning) => Object.freeze(warning)));
}
var init_import_public_key = __esm({
  "packages/signature/src/import-public-key.ts"() {
    "use strict";
    init_bigint();
    init_domain_parameters();
    init_error3();
    init_hex();
    init_key_bytes();
    init_key();
    init_key_structure();
    init_key_text();
    init_sha256();
  },
});

// packages/signature/src/runtime.ts
function nodeCrypto() {
  return globals.process?.getBuiltinModule?.("node:crypto");
}
function isDeno() {
  return globals.Deno !== void 0;
}
function webCrypto() {
  if (globals.crypto === void 0) {
    throw new SignatureError(
      "ERR_RUNTIME",
      "This runtime has neither node:crypto nor WebCrypto. In a browser, the page must come over HTTPS.",
    );
  }
  return globals.crypto;
}
var globals;
var init_runtime = __esm({
  "packages/signature/src/runtime.ts"() {
    "use strict";
    init_error3();
    globals = globalThis;
  },
});

// packages/signature/src/algorithm.ts
function oneOf(name, value, allowed, fallback) {
  if (value === void 0) return fallback;
  const found = allowed.find((item) => item === value);
  if (found !== void 0) return found;
  const came = typeof value === "string" ? "another text" : typeof value;
  const list = allowed.map((item) => `"${item}"`).join(", ");
  throw new SignatureError("ERR_OPTION", `The option "${name}" must be one of ${list}; it is ${came}.`);
}
function resolveOptions(options) {
  return {
    hash: oneOf("hash", options.hash, HASHES2, "sha256"),
    format: oneOf("format", options.format, SIGNATURE_FORMATS2, "der"),
    encoding: oneOf("encoding", options.encoding, SIGNATURE_ENCODINGS2, "base64"),
  };
}
var HASHES2, SIGNATURE_FORMATS2, SIGNATURE_ENCODINGS2;
var init_algorithm = __esm({
  "packages/signature/src/algorithm.ts"() {
    "use strict";
    init_error3();
    HASHES2 = ["sha1", "sha224", "sha256", "sha384", "sha512"];
    SIGNATURE_FORMATS2 = ["der", "p1363"];
    SIGNATURE_ENCODINGS2 = ["base64", "base64url", "hex"];
  },
});

// packages/signature/src/explain-body.ts
function readBody2(body) {
  const readings = [];
  const add = (damage, bytes2) => {
    if (bytes2 !== void 0 && !readings.some((reading) => equalBytes(reading.bytes, bytes2)))
      readings.push({ damage, bytes: bytes2 });
  };
  const given = typeof body === "string" ? utf8(body) : isBytes2(body) ? body : void 0;
  if (given !== void 0) add("none", given);
  const bytes = given ?? attempt(() => utf8(JSON.stringify(body)));
  if (bytes === void 0) return readings;
  add("parsed", bytes);
  if (bytes.length > MAX_REWRITTEN) return readings;
  const text = attempt(() => new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes));
  if (text === void 0) return readings;
  addText(text, bytes, add);
  addJson(text, given === void 0 ? "parsed" : void 0, add);
  return readings;
}
function addText(text, bytes, add) {
  add("byte-order-mark", text.startsWith("\uFEFF") ? bytes.subarray(3) : utf8(`\uFEFF${text}`));
  add("blanks", utf8(text.trim()));
  for (const ending of ["\n", "\r\n"]) add("blanks", utf8(text.trim() + ending));
  add("line-breaks", utf8(text.replaceAll("\r\n", "\n")));
  add("line-breaks", utf8(text.replaceAll(/\r?\n/g, "\r\n")));
  add("charset", latin1(text));
}
function latin1(text) {
  for (let index = 0; index < text.length; index++) if (text.charCodeAt(index) > 255) return void 0;
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}
function addJson(text, parsed, add) {
  const plain = text.replace(/^\uFEFF/, "").trim();
  const value = attempt(() => JSON.parse(plain));
  if (value === void 0) {
    add("base64", decodeBase64(plain, "either"));
    return;
  }
  if (typeof value === "string") {
    add("string-in-json", utf8(value));
    add("base64", decodeBase64(value, "either"));
    return;
  }
  const isPretty = /^\s*[[{]\s*\n/.test(plain);
  for (const { damage, write: write2 } of SERIALISERS) {
    const written = attempt(() => write2(value));
    if (written === void 0) continue;
    const named = damage === "reserialised" && isPretty ? "pretty-printed" : damage;
    add(parsed ?? named, utf8(written));
  }
  if (typeof value === "object" && value !== null && "params" in value) {
    const { params } = value;
    for (const { write: write2 } of SERIALISERS)
      add(
        "params-only",
        attempt(() => utf8(write2(params))),
      );
  }
}
function ascii(json, upperCase = false) {
  return json.replaceAll(/[\u007f-\uffff]/g, (character) => {
    const digits = character.charCodeAt(0).toString(16).padStart(4, "0");
    return `\\u${upperCase ? digits.toUpperCase() : digits}`;
  });
}
function htmlSafe(json) {
  return json.replaceAll(
    /[<>&='\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
function spaced(value) {
  if (Array.isArray(value)) return `[${value.map(spaced).join(", ")}]`;
  if (typeof value === "object" && value !== null) {
    return `{${Object.entries(value)
      .map(([name, member]) => `${JSON.stringify(name)}: ${spaced(member)}`)
      .join(", ")}}`;
  }
  return JSON.stringify(value);
}
function attempt(work) {
  try {
    return work();
  } catch {
    return void 0;
  }
}
var MAX_REWRITTEN, SERIALISERS;
var init_explain_body = __esm({
  "packages/signature/src/explain-body.ts"() {
    "use strict";
    init_base64();
    init_bytes();
    MAX_REWRITTEN = 1e6;
    SERIALISERS = [
      { damage: "reserialised", write: (value) => JSON.stringify(value) },
      { damage: "escapes", write: (value) => ascii(JSON.stringify(value)) },
      { damage: "escapes", write: (value) => ascii(JSON.stringify(value), true) },
      { damage: "escapes", write: (value) => JSON.stringify(value).replaceAll("/", "\\/") },
      { damage: "escapes", write: (value) => ascii(JSON.stringify(value)).replaceAll("/", "\\/") },
      { damage: "escapes", write: (value) => JSON.stringify(value).replaceAll("</", "<\\/") },
      { damage: "escapes", write: (value) => htmlSafe(JSON.stringify(value)) },
      { damage: "reserialised", write: spaced },
      { damage: "escapes", write: (value) => ascii(spaced(value)) },
      { damage: "reserialised", write: (value) => JSON.stringify(value, null, 2) },
      { damage: "reserialised", write: (value) => JSON.stringify(value, null, 4) },
      { damage: "reserialised", write: (value) => JSON.stringify(value, null, "	") },
    ];
  },
});

// packages/signature/src/signature-text.ts
function readSignature(text, format2, encoding) {
  if (text.length > MAX_SIGNATURE_LENGTH) return void 0;
  const bytes = encoding === "hex" ? decodeHex(text) : decodeBase64(text, encoding);
  if (bytes === void 0) return void 0;
  return format2 === "der" ? readDer(bytes) : readP1363(bytes);
}
function readDer(bytes) {
  if (bytes[0] !== 48 || bytes[1] !== bytes.length - 2 || bytes.length > 127) return void 0;
  const r = readPositive(bytes, 2);
  if (r === void 0) return void 0;
  const s = readPositive(bytes, r.end);
  return s?.end === bytes.length ? { r: r.magnitude, s: s.magnitude, der: bytes } : void 0;
}
function readPositive(bytes, at) {
  const length = bytes[at + 1];
  if (bytes[at] !== 2 || length === void 0 || length === 0) return void 0;
  const end = at + 2 + length;
  if (end > bytes.length) return void 0;
  const first = bytes[at + 2] ?? 0;
  if (first >= 128) return void 0;
  if (first > 0) return { magnitude: bytes.subarray(at + 2, end), end };
  if ((bytes[at + 3] ?? 0) < 128 || length === 1) return void 0;
  return { magnitude: bytes.subarray(at + 3, end), end };
}
function readP1363(bytes) {
  const half = bytes.length / 2;
  if (half !== 20 && half !== 28 && half !== 32) return void 0;
  const r = withoutZeros(bytes.subarray(0, half));
  const s = withoutZeros(bytes.subarray(half));
  return r.length > 0 && s.length > 0 ? { r, s, width: half } : void 0;
}
function withoutZeros(bytes) {
  const start = bytes.findIndex((byte) => byte !== 0);
  return start < 0 ? new Uint8Array() : bytes.subarray(start);
}
function toFixedWidth({ r, s, width }, qBytes) {
  if (width !== void 0 && width !== qBytes.length) return void 0;
  if (!isBelow(r, qBytes) || !isBelow(s, qBytes)) return void 0;
  const fixed = new Uint8Array(qBytes.length * 2);
  fixed.set(r, qBytes.length - r.length);
  fixed.set(s, fixed.length - s.length);
  return fixed;
}
function isBelow(magnitude, limit) {
  if (magnitude.length !== limit.length) return magnitude.length < limit.length;
  for (let index = 0; index < limit.length; index++) {
    const difference = (magnitude[index] ?? 0) - (limit[index] ?? 0);
    if (difference !== 0) return difference < 0;
  }
  return false;
}
function writeSignature(fixed, format2, encoding) {
  const bytes = format2 === "der" ? writeDer(fixed) : fixed;
  return encoding === "hex" ? encodeHex(bytes) : encodeBase64(bytes, encoding);
}
function writeDer(fixed) {
  const half = fixed.length / 2;
  return writeSequence(writeUnsigned(fixed.subarray(0, half)), writeUnsigned(fixed.subarray(half)));
}
function writeUnsigned(bytes) {
  const magnitude = withoutZeros(bytes);
  const sign3 = (magnitude[0] ?? 0) >= 128 ? Uint8Array.of(0) : new Uint8Array();
  return writeElement(TAG.integer, concatBytes([sign3, magnitude]));
}
var MAX_SIGNATURE_LENGTH;
var init_signature_text = __esm({
  "packages/signature/src/signature-text.ts"() {
    "use strict";
    init_base64();
    init_bytes();
    init_der();
    init_hex();
    MAX_SIGNATURE_LENGTH = 512;
  },
});

// packages/signature/src/explain-header.ts
function readHeader(values) {
  const readings = [];
  for (const { text, damage } of spellings(values)) {
    for (const encoding of SIGNATURE_ENCODINGS2) {
      for (const format2 of SIGNATURE_FORMATS2) {
        const numbers = readSignature(text, format2, encoding);
        if (numbers !== void 0) readings.push({ numbers, format: format2, encoding, damage });
      }
    }
  }
  return readings;
}
function spellings(values) {
  const all = [];
  const repeated = values.length > 1 ? ["repeated"] : [];
  for (const value of values.slice(0, 4)) {
    if (value.length > MAX_SIGNATURE_LENGTH * 2) continue;
    const steps = [{ text: value, damage: repeated }];
    const mend = (damage, change2) => {
      const last3 = steps.at(-1);
      if (last3 === void 0) return;
      const text = change2(last3.text);
      if (text !== last3.text) steps.push({ text, damage: [...last3.damage, damage] });
    };
    mend("blanks", (text) => text.replaceAll(/^\s+|\s+$|[\r\n\t]/g, ""));
    mend("quotes", (text) => text.replace(/^(["'])(.*)\1$/, "$2"));
    mend("prefix", (text) => text.replace(/^[A-Za-z0-9-]{1,16}[=:]\s?(?=.)/, ""));
    mend("percent", percentDecode);
    mend("plus-to-blank", (text) => text.replaceAll(" ", "+"));
    mend("padding", pad);
    all.push(...steps);
  }
  return all;
}
function percentDecode(text) {
  return text.replaceAll(/%([0-9A-Fa-f]{2})/g, (_, digits) => String.fromCharCode(Number.parseInt(digits, 16)));
}
function pad(text) {
  return /^[A-Za-z0-9+/]+$/.test(text) ? text.padEnd(Math.ceil(text.length / 4) * 4, "=") : text;
}
function divisorLengthOf({ r, s, width }) {
  if (width !== void 0) return width * 8;
  const bits = Math.max(bitLength(bytesToBigint(r)), bitLength(bytesToBigint(s)));
  return [160, 224, 256].find((length) => bits <= length);
}
var init_explain_header = __esm({
  "packages/signature/src/explain-header.ts"() {
    "use strict";
    init_algorithm();
    init_bigint();
    init_signature_text();
  },
});

// packages/signature/src/explain-text.ts
function describeFinding(causes, found, own) {
  const { hash, format: format2, encoding, keyId, keyName } = found;
  const spelled = `${HASH_TEXT[hash]}, ${format2 === "der" ? "DER" : "P1363"} and ${encoding}`;
  const over = found.body === "none" ? "the body as it came" : "other bytes than the body at hand";
  const sentences = [`The signature verifies with ${spelled} over ${over}; the key ${keyId} made it.`];
  for (const cause of causes) {
    if (cause === "hash" || cause === "format" || cause === "encoding")
      sentences.push(`Set \`${cause}: "${found[cause]}"\`.`);
    if (cause === "key") {
      const named = keyName === void 0 ? "another key" : `the key "${keyName}"`;
      sentences.push(
        `That is ${named}, and you configured ${own.map((key) => key.keyId).join(", ")}. Configure that key for this server, or check which environment of the bot calls it: a new key counts in development at once, and in production when the project is deployed.`,
      );
    }
    if (cause === "repeated") {
      sentences.push(
        "The header came more than once, and exactly one is accepted: look for a proxy that adds it again.",
      );
    }
    if (cause === "header") {
      const damage = found.header.filter((item) => item !== "repeated").map((item) => HEADER_TEXT[item]);
      sentences.push(`The header was changed on the way: ${damage.join("; ")}. Pass the header's value as it came.`);
    }
    if (cause === "body" && found.body !== "none") sentences.push(capital(BODY_TEXT[found.body]));
  }
  if (causes.length === 0) sentences.push("Nothing is wrong with it.");
  return sentences.join(" ");
}
function describeMiss(cause, { values, body, sizes, keys, bodies }) {
  const list = keys.map((key) => `${key.keyId} (${key.modulusLength}/${key.divisorLength})`).join(", ");
  if (cause === "missing") {
    return "There is no signature. Check that signing is switched on for the bot in its console, that the header's name is X-CONVOKRAFT-SIGNATURE, and that no proxy drops headers that it does not know.";
  }
  if (cause === "malformed") {
    return `The header is not a DSA signature in any spelling: it is ${headerShape(values[0] ?? "")}. Check that it is the value of X-CONVOKRAFT-SIGNATURE, whole and alone.`;
  }
  if (cause === "key-size") {
    const made = sizes.filter((size) => size !== void 0).join(" or ");
    return `The signature was made with a key whose divisor q has ${made} bits, and none of yours has: ${list}. You configured another key than the one that signs. Copy the key from the console of the bot that calls this server.`;
  }
  return `None of these keys made the signature: ${list}. Every hash, format and encoding was tried over ${bodies} ${bodies === 1 ? "form" : "forms"} of the body. Either another key signs (a new one counts in development at once, and in production when the project is deployed), or the body was changed in a way that cannot be undone. ${bodyClue(body)}`;
}
function bodyClue(body) {
  if (body === void 0 || body === null) return "There is no body here: something read it before.";
  if (typeof body !== "string" && !isBytes2(body))
    return `What was passed is a parsed object, not the body. ${RAW_BODY}`;
  if (body.length === 0) return "The body is empty here: most likely something read it before.";
  const text = typeof body === "string" ? body : new TextDecoder().decode(body);
  if (text.includes("\uFFFD")) {
    return "The body contains replacement characters (U+FFFD): it was decoded with the wrong charset on the way, which cannot be undone. Pass the bytes that came.";
  }
  return "Compare the body's length in bytes with the Content-Length that came.";
}
function headerShape(text) {
  if (text.length > MAX_SIGNATURE_LENGTH) return `${text.length} characters long, and no signature has more than 144`;
  if (/^[\w-]+\.[\w-]+\.[\w-]*$/.test(text)) return "a JSON Web Token by its looks";
  const bytes = decodeHex(text)?.length ?? decodeBase64(text, "either")?.length;
  if (bytes === void 0) return `a text of ${text.length} characters that is neither Base64 nor hexadecimal`;
  if (bytes === 20 || bytes === 32 || bytes === 64) return `${bytes} bytes, which could be a hash or an HMAC`;
  if (bytes === 256 || bytes === 384) return `${bytes} bytes, which could be an RSA signature`;
  return `the text of ${bytes} bytes that are neither DER nor two numbers of the same width; a signature that was cut off looks like this`;
}
function capital(sentence) {
  return sentence.charAt(0).toUpperCase() + sentence.slice(1);
}
var RAW_BODY, BODY_TEXT, HEADER_TEXT, HASH_TEXT;
var init_explain_text = __esm({
  "packages/signature/src/explain-text.ts"() {
    "use strict";
    init_base64();
    init_bytes();
    init_hex();
    init_signature_text();
    RAW_BODY =
      'In Express, put `express.raw({ type: () => true })` on the route, before any `express.json()`. In Koa, read `ctx.req` before the body parser. In Fastify, add a content type parser with `parseAs: "buffer"`. With fetch handlers, take `await request.arrayBuffer()`.';
    BODY_TEXT = {
      parsed: `a parsed object was passed instead of the body, so what was signed could only be guessed at. Pass the bytes that came. ${RAW_BODY}`,
      reserialised: `the body was parsed and put together anew on the way: a body parser ran first. Pass the bytes that came. ${RAW_BODY}`,
      "pretty-printed": `the body was printed with line breaks and indentation, and what was signed has none. Pass the bytes that came, not a copy for people. ${RAW_BODY}`,
      escapes: `the body was put together anew on the way: its strings spell some characters (\\u\u2026, \\/) in another way than what was signed. Pass the bytes that came. ${RAW_BODY}`,
      blanks:
        "blanks or a line break at the end of the body were added or taken off. Do not trim the body, and when it comes from a file, look at its last byte.",
      "byte-order-mark":
        "a byte order mark at the beginning of the body was added or taken off. Pass the bytes that came; decode them only after the check.",
      "line-breaks":
        "the line breaks of the body were changed between \\n and \\r\\n: by an editor, by git, or by a copy through a terminal. Pass the bytes that came.",
      charset:
        "the body was decoded as Latin-1 (or `binary`) on the way, which breaks every character beyond ASCII. Pass the bytes that came, or decode them as UTF-8.",
      "string-in-json":
        "the body is wrapped in a JSON string: something serialised it once more. Pass what is inside the string.",
      base64: "the body is in Base64 (AWS Lambda says so in `isBase64Encoded`). Decode it to bytes before the check.",
      "params-only": "only the value of `params` was signed, not the whole body. Pass that part to the check.",
    };
    HEADER_TEXT = {
      blanks: "there are blanks or line breaks in it",
      quotes: "it is in quotes",
      prefix: "something stands before the signature",
      percent: "it is percent-encoded",
      "plus-to-blank": "its plus signs became blanks, as in a form",
      padding: "its padding (`=`) is missing",
      repeated: "it came more than once",
    };
    HASH_TEXT = {
      sha1: "SHA-1",
      sha224: "SHA-224",
      sha256: "SHA-256",
      sha384: "SHA-384",
      sha512: "SHA-512",
    };
  },
});

// packages/signature/src/gather.ts
function gather(here, inPool) {
  let waiting = [];
  let inFlight = 0;
  async function onThisThread(parameters) {
    return Promise.resolve(here(...parameters));
  }
  async function pooled(parameters) {
    inFlight++;
    try {
      return await inPool(...parameters);
    } finally {
      inFlight--;
    }
  }
  function flush() {
    const jobs = waiting;
    waiting = [];
    const run2 = jobs.length === 1 && inFlight === 0 ? onThisThread : pooled;
    for (const { parameters, resolve } of jobs) resolve(run2(parameters));
  }
  return (...parameters) => {
    if (afterPoll === void 0 || "clock" in afterPoll) return onThisThread(parameters);
    if (inFlight > 0) return pooled(parameters);
    return new Promise((resolve) => {
      waiting.push({ parameters, resolve });
      if (waiting.length === 1) afterPoll(flush);
    });
  };
}
var afterPoll;
var init_gather = __esm({
  "packages/signature/src/gather.ts"() {
    "use strict";
    afterPoll = globalThis.setImmediate;
  },
});

// packages/signature/src/engine-node.ts
function createNodeEngine(crypto) {
  function prepare2(key, name, parse7) {
    const known = key.prepared.get(name);
    if (known !== void 0) return known;
    const parsed = parse7();
    key.prepared.set(name, parsed);
    return parsed;
  }
  function publicHandle(key) {
    return prepare2(key, "node", () => crypto.createPublicKey({ key: key.spki, format: "der", type: "spki" }));
  }
  function privateHandle(key) {
    return prepare2(key, "node-private", () =>
      crypto.createPrivateKey({ key: writePkcs8(key, key.x), format: "der", type: "pkcs8" }),
    );
  }
  const verifySync2 = (check3) => {
    try {
      return check3.der === void 0
        ? crypto.verify(check3.hash, check3.body, { key: publicHandle(check3.key), dsaEncoding }, check3.signature)
        : crypto.verify(check3.hash, check3.body, publicHandle(check3.key), check3.der);
    } catch (cause) {
      throw refused(cause);
    }
  };
  const verifyInPool = (check3) =>
    new Promise((resolve, reject) => {
      const { hash, body, key, signature, der } = check3;
      const done = (error, valid) => {
        if (error == null) resolve(valid);
        else reject(refused(error));
      };
      if (der === void 0) crypto.verify(hash, body, { key: publicHandle(key), dsaEncoding }, signature, done);
      else crypto.verify(hash, body, publicHandle(key), der, done);
    });
  return {
    name: "node",
    verifySync: verifySync2,
    verify: gather(verifySync2, verifyInPool),
    signSync: (hash, body, key) => crypto.sign(hash, body, { key: privateHandle(key), dsaEncoding }),
    sign: (hash, body, key) =>
      new Promise((resolve, reject) => {
        crypto.sign(hash, body, { key: privateHandle(key), dsaEncoding }, (error, signature) => {
          if (error == null) resolve(signature);
          else reject(error);
        });
      }),
  };
}
function refused(cause) {
  return new SignatureError(
    "ERR_RUNTIME",
    `The runtime's crypto refused to verify with this key and hash; a policy (FIPS mode, OpenSSL's security level) may forbid them. Choose others, or pass { engine: "portable" }.`,
    { cause },
  );
}
var dsaEncoding;
var init_engine_node = __esm({
  "packages/signature/src/engine-node.ts"() {
    "use strict";
    init_error3();
    init_gather();
    init_key_bytes();
    dsaEncoding = "ieee-p1363";
  },
});

// packages/signature/src/comb.ts
function buildComb(base, modulus, exponentLength) {
  const columns = Math.ceil(exponentLength / TEETH);
  const span = Math.ceil(columns / BLOCKS);
  const powers = /* @__PURE__ */ new Map();
  let power = base % modulus;
  const last3 = (TEETH - 1) * columns + (BLOCKS - 1) * span;
  for (let exponent = 0; exponent <= last3; exponent++) {
    if (exponent % columns === 0 || (exponent % columns) % span === 0) powers.set(exponent, power);
    power = (power * power) % modulus;
  }
  const tables = [];
  for (let block = 0; block < BLOCKS; block++) {
    const table = [1n];
    for (let tooth = 0; tooth < TEETH; tooth++) {
      const factor = powers.get(tooth * columns + block * span) ?? 1n;
      const known = table.length;
      for (let index = 0; index < known; index++) {
        const product2 = index === 0 ? factor : ((table[index] ?? 1n) * factor) % modulus;
        table.push(product2);
      }
    }
    tables.push(table);
  }
  return { columns, span, modulus, tables };
}
function combProduct(terms) {
  const first = terms[0]?.comb;
  if (first === void 0) return 1n;
  const { columns, span, modulus } = first;
  const rows = terms.map(({ comb, exponent }) => ({ tables: comb.tables, indices: columnBits(exponent, columns) }));
  let result = 1n;
  for (let column = span - 1; column >= 0; column--) {
    if (result !== 1n) result = (result * result) % modulus;
    for (const { tables, indices } of rows) {
      for (let block = 0; block < BLOCKS; block++) {
        const at = block * span + column;
        const index = at < columns ? (indices[at] ?? 0) : 0;
        if (index !== 0) result = (result * (tables[block]?.[index] ?? 1n)) % modulus;
      }
    }
  }
  return result;
}
function columnBits(exponent, columns) {
  const indices = new Uint8Array(columns);
  const digits = exponent.toString(2);
  for (let bit = 0; bit < digits.length; bit++) {
    if (digits.charCodeAt(digits.length - 1 - bit) === 49) {
      const column = bit % columns;
      indices[column] = (indices[column] ?? 0) | (1 << Math.floor(bit / columns));
    }
  }
  return indices;
}
var TEETH, BLOCKS;
var init_comb = __esm({
  "packages/signature/src/comb.ts"() {
    "use strict";
    TEETH = 8;
    BLOCKS = 4;
  },
});

// packages/signature/src/digest.ts
function digestSync(hash, bytes) {
  const node = nodeCrypto();
  if (node !== void 0) return node.createHash(hash).update(bytes).digest();
  if (hash === "sha256" || hash === "sha224") return sha256(bytes, hash);
  throw new SignatureError(
    "ERR_ASYNC_ONLY",
    `This runtime has ${hash} only asynchronously. Use verify() instead of verifySync(), and signAsync() instead of sign().`,
  );
}
async function digest(hash, bytes) {
  if (hash === "sha224" || nodeCrypto() !== void 0) return digestSync(hash, bytes);
  return new Uint8Array(await webCrypto().subtle.digest(WEB_NAMES[hash], Uint8Array.from(bytes)));
}
var WEB_NAMES;
var init_digest = __esm({
  "packages/signature/src/digest.ts"() {
    "use strict";
    init_error3();
    init_runtime();
    init_sha256();
    WEB_NAMES = { sha1: "SHA-1", sha256: "SHA-256", sha384: "SHA-384", sha512: "SHA-512" };
  },
});

// packages/signature/src/rfc6979.ts
function* hmac(hash, key, ...message) {
  const padded = new Uint8Array(BLOCK_BYTES[hash]);
  padded.set(key);
  const inner2 = yield concatBytes([padded.map((byte) => byte ^ 54), ...message]);
  return yield concatBytes([padded.map((byte) => byte ^ 92), inner2]);
}
function* deterministicNonce(hash, digestBytes, { q, qBytes, x }, accept2) {
  const width = qBytes.length;
  const reduced = bigintToBytes(bytesToBigint(digestBytes.subarray(0, width)) % q, width);
  const seed = concatBytes([bigintToBytes(x, width), reduced]);
  let v = new Uint8Array(digestBytes.length).fill(1);
  let k = new Uint8Array(digestBytes.length);
  for (const step of [0, 1]) {
    k = Uint8Array.from(yield* hmac(hash, k, v, Uint8Array.of(step), seed));
    v = Uint8Array.from(yield* hmac(hash, k, v));
  }
  for (;;) {
    let drawn = new Uint8Array();
    while (drawn.length < width) {
      v = Uint8Array.from(yield* hmac(hash, k, v));
      drawn = Uint8Array.from(concatBytes([drawn, v]));
    }
    const nonce = bytesToBigint(drawn.subarray(0, width));
    if (nonce > 0n && nonce < q) {
      const result = accept2(nonce);
      if (result !== void 0) return result;
    }
    k = Uint8Array.from(yield* hmac(hash, k, v, Uint8Array.of(0)));
    v = Uint8Array.from(yield* hmac(hash, k, v));
  }
}
async function runAsync(steps, digest3) {
  let step = steps.next();
  while (step.done !== true) step = steps.next(await digest3(step.value));
  return step.value;
}
var BLOCK_BYTES;
var init_rfc6979 = __esm({
  "packages/signature/src/rfc6979.ts"() {
    "use strict";
    init_bigint();
    init_bytes();
    BLOCK_BYTES = { sha1: 64, sha224: 64, sha256: 64, sha384: 128, sha512: 128 };
  },
});

// packages/signature/src/engine-portable.ts
function product(key, u1, u2) {
  const { p, g, y } = key;
  let prepared = key.prepared.get("portable");
  if (prepared === void 0) key.prepared.set("portable", (prepared = { uses: 0 }));
  if (prepared.uses++ < USES_BEFORE_TABLES) {
    return modPowProduct(
      [
        { base: g, exponent: u1 },
        { base: y, exponent: u2 },
      ],
      p,
    );
  }
  const bits = key.qBytes.length * 8;
  const tables = (prepared.tables ??= { g: buildComb(g, p, bits), y: buildComb(y, p, bits) });
  return combProduct([
    { comb: tables.g, exponent: u1 },
    { comb: tables.y, exponent: u2 },
  ]);
}
function verifyDigest(digestBytes, key, signature) {
  const { q, qBytes } = key;
  const r = bytesToBigint(signature.subarray(0, qBytes.length));
  const w = modInverse(bytesToBigint(signature.subarray(qBytes.length)), q);
  const u1 = (digestNumber(digestBytes, key) * w) % q;
  const u2 = (r * w) % q;
  return product(key, u1, u2) % q === r;
}
function digestNumber(digestBytes, { q, qBytes }) {
  return bytesToBigint(digestBytes.subarray(0, qBytes.length)) % q;
}
function signDigest(digestBytes, key) {
  for (;;) {
    const random = webCrypto().getRandomValues(new Uint8Array(key.qBytes.length + 8));
    const signature = signWithNonce(digestBytes, key, (bytesToBigint(random) % (key.q - 1n)) + 1n);
    if (signature !== void 0) return signature;
  }
}
function signWithNonce(digestBytes, key, k) {
  const { p, q, g, x, qBytes } = key;
  const r = modPow(g, k, p) % q;
  const s = (modInverse(k, q) * (digestNumber(digestBytes, key) + x * r)) % q;
  if (r === 0n || s === 0n) return void 0;
  return concatBytes([bigintToBytes(r, qBytes.length), bigintToBytes(s, qBytes.length)]);
}
async function signDeterministic(hash, body, key) {
  const digestBytes = await digest(hash, body);
  const steps = deterministicNonce(hash, digestBytes, key, (k) => signWithNonce(digestBytes, key, k));
  return runAsync(steps, (bytes) => digest(hash, bytes));
}
var portableEngine, USES_BEFORE_TABLES;
var init_engine_portable = __esm({
  "packages/signature/src/engine-portable.ts"() {
    "use strict";
    init_bigint();
    init_bytes();
    init_comb();
    init_digest();
    init_rfc6979();
    init_runtime();
    portableEngine = {
      name: "portable",
      verifySync: ({ hash, body, key, signature }) => verifyDigest(digestSync(hash, body), key, signature),
      verify: async ({ hash, body, key, signature }) => verifyDigest(await digest(hash, body), key, signature),
      signSync: (hash, body, key) => signDigest(digestSync(hash, body), key),
      sign: async (hash, body, key) => signDigest(await digest(hash, body), key),
    };
    USES_BEFORE_TABLES = 3;
  },
});

// packages/signature/src/select-engine.ts
function selectEngine(name) {
  if (name === "portable") return portableEngine;
  nodeEngine ??= probeNode();
  if (name === void 0) return nodeEngine === false || isDeno() ? portableEngine : nodeEngine;
  if (name !== "node") throw new SignatureError("ERR_OPTION", 'The option "engine" must be "node" or "portable".');
  if (nodeEngine === false) {
    throw new SignatureError(
      "ERR_RUNTIME",
      "This runtime's node:crypto cannot verify DSA. Leave the option `engine` out.",
    );
  }
  return nodeEngine;
}
function probeNode() {
  const crypto = nodeCrypto();
  const parameters = publishedParameters(2048, 256);
  if (crypto === void 0 || parameters === void 0) return false;
  const { p, q, g } = parameters;
  const body = utf8("ck");
  const r = g % q;
  const s = (bytesToBigint(sha256(body)) + r) % q;
  const signature = concatBytes([bigintToBytes(r, 32), bigintToBytes(s, 32)]);
  const key = {
    p,
    q,
    g,
    y: g,
    spki: writeSpki(parameters, g),
    qBytes: bigintToBytes(q),
    prepared: /* @__PURE__ */ new Map(),
  };
  try {
    const engine = createNodeEngine(crypto);
    const check3 = { hash: "sha256", body, key, signature };
    const works = engine.verifySync(check3) && !engine.verifySync({ ...check3, body: utf8("no") });
    return works ? engine : false;
  } catch {
    return false;
  }
}
var nodeEngine;
var init_select_engine = __esm({
  "packages/signature/src/select-engine.ts"() {
    "use strict";
    init_bigint();
    init_bytes();
    init_engine_node();
    init_engine_portable();
    init_error3();
    init_key_bytes();
    init_published_parameters();
    init_runtime();
    init_sha256();
  },
});

// packages/signature/src/verify-input.ts
function singleHeader(header2) {
  const given = Array.isArray(header2) && header2.length < 2 ? header2[0] : header2;
  if (given === void 0 || given === null || given === "") return { reason: "missing" };
  if (Array.isArray(given)) return { reason: "repeated" };
  if (typeof given !== "string") return { reason: "malformed" };
  return given.includes(",") ? { reason: "repeated" } : given;
}
function headerValues(header2) {
  const given = Array.isArray(header2) ? header2 : [header2];
  return given
    .flatMap((value) => (typeof value === "string" ? value.split(/,\s*/) : []))
    .filter((value) => value !== "");
}
function listKeys(keys) {
  if (isPublicKey(keys)) return [importPublicKey(keys)];
  const given = isKeySource(keys) ? keys.publicKeys() : isKeyList(keys) ? keys : [keys];
  if (given.length === 0) {
    throw new SignatureError(
      "ERR_NO_KEYS",
      "There is no key to verify with. Pass the public key that the bot's console shows.",
    );
  }
  return given.map((key) => importPublicKey(key));
}
function isKeyList(keys) {
  return Array.isArray(keys);
}
function isKeySource(keys) {
  return typeof keys === "object" && keys !== null && "publicKeys" in keys && typeof keys.publicKeys === "function";
}
var init_verify_input = __esm({
  "packages/signature/src/verify-input.ts"() {
    "use strict";
    init_error3();
    init_import_public_key();
    init_key();
  },
});

// packages/signature/src/verify.ts
async function verify(body, header2, keys, options = {}) {
  const prepared = prepare(body, header2, keys, options);
  if ("reason" in prepared) return failure(prepared.reason);
  for (const candidate of prepared.candidates) {
    if (await prepared.engine.verify(candidate.check)) return success(candidate);
  }
  return failure("mismatch");
}
function prepare(body, header2, keys, options) {
  const { hash, format: format2, encoding } = resolveOptions(options);
  const engine = selectEngine(options.engine);
  const list = listKeys(keys);
  const text = singleHeader(header2);
  if (typeof text !== "string") return text;
  const numbers = readSignature(text, format2, encoding);
  if (numbers === void 0) return { reason: "malformed" };
  if (typeof body !== "string" && !isBytes2(body)) return { reason: "not-bytes" };
  const bytes = typeof body === "string" ? utf8(body) : body;
  const candidates = [];
  for (const key of list) {
    const parts = publicParts(key);
    const signature = toFixedWidth(numbers, parts.qBytes);
    if (signature === void 0) continue;
    candidates.push({ key, check: { hash, body: bytes, key: parts, signature, der: numbers.der } });
  }
  return { engine, candidates };
}
function success({ key, check: check3 }) {
  return { valid: true, keyId: key.keyId, key, signature: check3.signature };
}
function failure(reason) {
  return { valid: false, reason };
}
var init_verify = __esm({
  "packages/signature/src/verify.ts"() {
    "use strict";
    init_algorithm();
    init_bytes();
    init_key();
    init_select_engine();
    init_signature_text();
    init_verify_input();
  },
});

// packages/signature/src/explain.ts
async function explain(body, header2, keys, options = {}) {
  const configured = resolveOptions(options);
  const candidates = listCandidates(keys, options.otherKeys ?? {});
  const own = candidates.filter(({ name }) => name === void 0).map(({ key }) => key);
  const plain = await verify(body, header2, own, configured);
  if (plain.valid) {
    const { keyId } = plain;
    const found = { ...configured, keyId, keyName: void 0, body: "none", header: [] };
    return {
      verdict: "valid",
      reason: void 0,
      causes: [],
      found,
      checks: 1,
      message: describeFinding([], found, own),
    };
  }
  const values = headerValues(header2);
  const readings = inOrder(readHeader(values), configured);
  const bodies = readBody2(body);
  const search = await searchMatch(bodies, readings, candidates, configured, options);
  const { reason } = plain;
  if (search.found !== void 0) {
    const causes = causesOf(search.found, configured, own);
    return {
      verdict: "explained",
      reason,
      causes,
      found: search.found,
      checks: search.checks,
      message: describeFinding(causes, search.found, own),
    };
  }
  const sizes = [...new Set(readings.map(({ numbers }) => divisorLengthOf(numbers)))];
  const cause = missCause(reason, readings, candidates, sizes);
  const message = describeMiss(cause, {
    values,
    body,
    sizes,
    keys: candidates.map(({ key }) => key),
    bodies: bodies.length,
  });
  return { verdict: "unexplained", reason, causes: [cause], found: void 0, checks: search.checks, message };
}
function listCandidates(keys, others) {
  const own = listKeys(keys).map((key) => ({ key, name: void 0 }));
  const known = new Set(own.map(({ key }) => key.keyId));
  const more = Object.entries(others).flatMap(([name, given]) => listKeys(given).map((key) => ({ key, name })));
  return [...own, ...more.filter(({ key }) => !known.has(key.keyId))];
}
function inOrder(readings, { format: format2, encoding }) {
  const rank = (reading) =>
    reading.damage.length * 4 + (reading.format === format2 ? 0 : 2) + (reading.encoding === encoding ? 0 : 1);
  const unique = [];
  for (const reading of readings.toSorted((one, other) => rank(one) - rank(other))) {
    const { r, s, width } = reading.numbers;
    const isKnown = ({ numbers }) => equalBytes(numbers.r, r) && equalBytes(numbers.s, s) && numbers.width === width;
    if (!unique.some(isKnown)) unique.push(reading);
  }
  return unique;
}
async function searchMatch(bodies, readings, candidates, configured, { maxChecks = 2e3, maxMs = 3e3 }) {
  const engine = selectEngine();
  const hashes = [configured.hash, ...HASHES2.filter((hash) => hash !== configured.hash)];
  const deadline = Date.now() + maxMs;
  let checks = 0;
  for (const { damage, bytes } of bodies) {
    for (const { key, name } of candidates) {
      const parts = publicParts(key);
      for (const { numbers, format: format2, encoding, damage: headerDamage } of readings) {
        const signature = toFixedWidth(numbers, parts.qBytes);
        if (signature === void 0 || divisorLengthOf(numbers) !== key.divisorLength) continue;
        for (const hash of hashes) {
          if (checks >= maxChecks || Date.now() > deadline) return { found: void 0, checks };
          checks++;
          if (!(await engine.verify({ hash, body: bytes, key: parts, signature }))) continue;
          const found = {
            hash,
            format: format2,
            encoding,
            keyId: key.keyId,
            keyName: name,
            body: damage,
            header: headerDamage,
          };
          return { found, checks };
        }
      }
    }
  }
  return { found: void 0, checks };
}
function causesOf(found, configured, own) {
  const causes = [];
  if (!own.some(({ keyId }) => keyId === found.keyId)) causes.push("key");
  for (const setting of ["hash", "format", "encoding"])
    if (found[setting] !== configured[setting]) causes.push(setting);
  if (found.header.includes("repeated")) causes.push("repeated");
  if (found.header.some((damage) => damage !== "repeated")) causes.push("header");
  if (found.body !== "none") causes.push("body");
  return causes;
}
function missCause(reason, readings, candidates, sizes) {
  if (reason === "missing") return "missing";
  if (readings.length === 0) return "malformed";
  return candidates.some(({ key }) => sizes.includes(key.divisorLength)) ? "unknown" : "key-size";
}
var init_explain = __esm({
  "packages/signature/src/explain.ts"() {
    "use strict";
    init_algorithm();
    init_bytes();
    init_explain_body();
    init_explain_header();
    init_explain_text();
    init_key();
    init_select_engine();
    init_signature_text();
    init_verify();
    init_verify_input();
  },
});

// packages/signature/src/export-public-key.ts
function exportPublicKey(key, form = "pem") {
  const { p, q, g, y, spki } = publicParts(importPublicKey(key));
  switch (form) {
    case "pem":
      return writePem("PUBLIC KEY", spki);
    case "base64":
      return encodeBase64(spki);
    case "der":
      return Uint8Array.from(spki);
    case "numbers":
      return { p, q, g, y };
    default:
      throw new SignatureError("ERR_OPTION", 'The form of a key must be "pem", "base64", "der" or "numbers".');
  }
}
var init_export_public_key = __esm({
  "packages/signature/src/export-public-key.ts"() {
    "use strict";
    init_base64();
    init_error3();
    init_import_public_key();
    init_key();
    init_key_bytes();
  },
});

// packages/signature/src/pbes2.ts
function readPbes2(algorithm2) {
  const [scheme, parameters] = readSequence(algorithm2) ?? [];
  if (oid(scheme) !== PBES2) return void 0;
  const [derivationElement, cipherElement] = readSequence(parameters) ?? [];
  const [cipherOid, iv] = readSequence(cipherElement) ?? [];
  const cipher = CIPHERS[oid(cipherOid) ?? ""];
  const derivation = readDerivation(derivationElement);
  if (cipher === void 0 || derivation === void 0 || iv?.tag !== TAG.octetString) return void 0;
  return { derivation, cipher, iv: iv.content };
}
function readDerivation(element) {
  const [name, parameters] = readSequence(element) ?? [];
  const members = readSequence(parameters) ?? [];
  const salt = members[0]?.tag === TAG.octetString ? members[0].content : void 0;
  if (salt === void 0) return void 0;
  const numbers = members.map((member) => Number(readInteger(member) ?? 0n));
  if (oid(name) === PBKDF2) {
    const [, iterations = 0] = numbers;
    const prf = members.find(({ tag }) => tag === TAG.sequence);
    const hash = prf === void 0 ? "sha1" : PSEUDO_RANDOM_FUNCTIONS[oid(readSequence(prf)?.[0]) ?? ""];
    return hash === void 0 || iterations < 1 ? void 0 : { name: "pbkdf2", hash, salt, iterations };
  }
  if (oid(name) === SCRYPT) {
    const [, cost = 0, blockSize = 0, parallelization = 0] = numbers;
    return { name: "scrypt", salt, cost, blockSize, parallelization };
  }
  return void 0;
}
function oid(element) {
  return element?.tag === TAG.oid ? encodeHex(element.content) : void 0;
}
function writeEncryptedKey(salt, iterations, iv, encrypted) {
  const derivation = writeSequence(
    writeOid(PBKDF2),
    writeSequence(
      writeElement(TAG.octetString, salt),
      writeInteger(BigInt(iterations)),
      writeSequence(writeOid(HMAC_SHA256), writeElement(TAG.null)),
    ),
  );
  const cipher = writeSequence(writeOid(AES_256_CBC), writeElement(TAG.octetString, iv));
  const algorithm2 = writeSequence(writeOid(PBES2), writeSequence(derivation, cipher));
  return writeSequence(algorithm2, writeElement(TAG.octetString, encrypted));
}
function writeOid(hex) {
  return writeElement(TAG.oid, decodeHex(hex) ?? new Uint8Array());
}
var PBES2, PBKDF2, SCRYPT, HMAC_SHA256, AES_256_CBC, PSEUDO_RANDOM_FUNCTIONS, CIPHERS;
var init_pbes2 = __esm({
  "packages/signature/src/pbes2.ts"() {
    "use strict";
    init_der();
    init_hex();
    PBES2 = "2a864886f70d01050d";
    PBKDF2 = "2a864886f70d01050c";
    SCRYPT = "2b06010401da47040b";
    HMAC_SHA256 = "2a864886f70d0209";
    AES_256_CBC = "60864801650304012a";
    PSEUDO_RANDOM_FUNCTIONS = {
      "2a864886f70d0207": "sha1",
      "2a864886f70d0208": "sha224",
      [HMAC_SHA256]: "sha256",
      "2a864886f70d020a": "sha384",
      "2a864886f70d020b": "sha512",
    };
    CIPHERS = {
      "2a864886f70d0307": { name: "des-ede3-cbc", keyLength: 24 },
      "608648016503040102": { name: "aes-128-cbc", keyLength: 16 },
      "608648016503040116": { name: "aes-192-cbc", keyLength: 24 },
      [AES_256_CBC]: { name: "aes-256-cbc", keyLength: 32 },
    };
  },
});

// packages/signature/src/encrypt-key.ts
async function encryptKey(pkcs8, passphrase) {
  const crypto = webCrypto();
  const salt = crypto.getRandomValues(new Uint8Array(16));
  const iv = crypto.getRandomValues(new Uint8Array(16));
  const secret = await crypto.subtle.importKey("raw", new TextEncoder().encode(passphrase), "PBKDF2", false, [
    "deriveKey",
  ]);
  const key = await crypto.subtle.deriveKey(
    { name: "PBKDF2", hash: "SHA-256", salt, iterations: ITERATIONS },
    secret,
    { name: "AES-CBC", length: 256 },
    false,
    ["encrypt"],
  );
  const encrypted = await crypto.subtle.encrypt({ name: "AES-CBC", iv }, key, Uint8Array.from(pkcs8));
  return writeEncryptedKey(salt, ITERATIONS, iv, new Uint8Array(encrypted));
}
var ITERATIONS;
var init_encrypt_key = __esm({
  "packages/signature/src/encrypt-key.ts"() {
    "use strict";
    init_pbes2();
    init_runtime();
    ITERATIONS = 6e5;
  },
});

// packages/signature/src/generate-key-pair.ts
async function generateKeyPair(options = {}) {
  const size = resolveSize(options);
  const { passphrase } = options;
  if (passphrase === "") {
    throw new SignatureError(
      "ERR_PASSPHRASE_MISSING",
      "The passphrase is empty, so the private key would not be protected. Leave it out, or fill it in.",
    );
  }
  const start = Date.now();
  const during = async (step, work) => {
    const { onProgress } = options;
    if (onProgress === void 0) return work;
    const report3 = () => onProgress({ step, elapsedMs: Date.now() - start });
    report3();
    const timer = setInterval(report3, 250);
    return work.finally(() => clearInterval(timer));
  };
  const pair = await during(
    "generate",
    options.parameters === "published" ? published(size) : fresh(size, options.parameters),
  );
  const publicKey = writePem("PUBLIC KEY", pair.spki);
  if (passphrase === void 0) return { publicKey, privateKey: writePem("PRIVATE KEY", pair.pkcs8) };
  const encrypted = await during("encrypt", encryptKey(pair.pkcs8, passphrase));
  return { publicKey, privateKey: writePem("ENCRYPTED PRIVATE KEY", encrypted) };
}
function resolveSize({ modulusLength = 2048, divisorLength = modulusLength === 1024 ? 160 : 256 }) {
  const size = `${modulusLength}/${divisorLength}`;
  if (!SIZES.includes(size)) {
    throw new SignatureError(
      "ERR_OPTION",
      `There is no key size ${size} (modulus/divisor, in bits). Choose one of ${SIZES.join(", ")}.`,
    );
  }
  return { modulusLength, divisorLength };
}
function published({ modulusLength, divisorLength }) {
  const parameters = publishedParameters(modulusLength, divisorLength);
  if (parameters === void 0)
    return Promise.reject(new SignatureError("ERR_OPTION", "There are no published parameters of this size."));
  const { p, q, g } = parameters;
  const random = webCrypto().getRandomValues(new Uint8Array(divisorLength / 8 + 8));
  const x = (bytesToBigint(random) % (q - 1n)) + 1n;
  return Promise.resolve({ spki: writeSpki(parameters, modPow(g, x, p)), pkcs8: writePkcs8(parameters, x) });
}
async function fresh({ modulusLength, divisorLength }, parameters) {
  if (parameters !== void 0 && parameters !== "fresh") {
    throw new SignatureError("ERR_OPTION", 'The option "parameters" must be "fresh" or "published".');
  }
  try {
    return await searchWithNode({ modulusLength, divisorLength });
  } catch (cause) {
    throw new SignatureError(
      "ERR_RUNTIME",
      'This runtime cannot search for DSA parameters. Pass { parameters: "published" }, or make the keys on Node.',
      { cause },
    );
  }
}
function searchWithNode({ modulusLength, divisorLength }) {
  return new Promise((resolve, reject) => {
    const crypto = nodeCrypto();
    if (crypto === void 0) throw new Error("there is no node:crypto");
    crypto.generateKeyPair(
      "dsa",
      {
        modulusLength,
        // Left out, it would be 224 whatever the modulus.
        divisorLength,
        publicKeyEncoding: { type: "spki", format: "der" },
        privateKeyEncoding: { type: "pkcs8", format: "der" },
      },
      (error, spki, pkcs8) => {
        if (error == null) resolve({ spki, pkcs8 });
        else reject(error);
      },
    );
  });
}
var SIZES;
var init_generate_key_pair = __esm({
  "packages/signature/src/generate-key-pair.ts"() {
    "use strict";
    init_bigint();
    init_encrypt_key();
    init_error3();
    init_key_bytes();
    init_published_parameters();
    init_runtime();
    SIZES = ["1024/160", "2048/224", "2048/256", "3072/256"];
  },
});

// packages/signature/src/open-encrypted-key.ts
function openEncryptedKey({ algorithm: algorithm2, data }, passphrase) {
  const secret = requirePassphrase(passphrase);
  const crypto = requireCrypto();
  const scheme = readPbes2(algorithm2);
  if (scheme === void 0) {
    throw new SignatureError(
      "ERR_KEY_ENCRYPTION",
      "The private key is encrypted in a way that is not known here. Encrypt it anew: `openssl pkcs8 -topk8 -v2 aes-256-cbc -in key.pem -out new.pem`.",
    );
  }
  const key = deriveKey(crypto, secret, scheme.derivation, scheme.cipher.keyLength);
  try {
    const decipher = crypto.createDecipheriv(scheme.cipher.name, key, scheme.iv);
    const opened = concatBytes([decipher.update(data), decipher.final()]);
    const [outer2, ...more] = readAll(opened) ?? [];
    if (readSequence(outer2)?.[0]?.tag === TAG.integer && more.length === 0) return opened;
  } catch (cause) {
    throw wrongPassphrase(cause);
  }
  throw wrongPassphrase();
}
function openEncryptedPem(pem, passphrase) {
  const secret = requirePassphrase(passphrase);
  const crypto = requireCrypto();
  try {
    return Uint8Array.from(
      crypto.createPrivateKey({ key: pem, passphrase: secret }).export({ format: "der", type: "pkcs8" }),
    );
  } catch (cause) {
    throw wrongPassphrase(cause);
  }
}
function deriveKey(crypto, secret, derivation, length) {
  if (derivation.name === "pbkdf2") {
    const { hash, salt: salt2, iterations } = derivation;
    if (iterations > MAX_ITERATIONS) throw tooCostly();
    return crypto.pbkdf2Sync(secret, salt2, iterations, length, hash);
  }
  const { salt, cost, blockSize, parallelization } = derivation;
  const memory = 128 * blockSize * (cost + parallelization + 2);
  if (memory > MAX_SCRYPT_MEMORY || parallelization > 16) throw tooCostly();
  try {
    return crypto.scryptSync(secret, salt, length, { cost, blockSize, parallelization, maxmem: memory + 1024 });
  } catch (cause) {
    throw new SignatureError(
      "ERR_KEY_ENCRYPTION",
      "The private key's scrypt settings are not valid. Encrypt the key anew.",
      { cause },
    );
  }
}
function requirePassphrase(passphrase) {
  if (typeof passphrase === "string" && passphrase !== "") return passphrase;
  throw new SignatureError(
    "ERR_PASSPHRASE_MISSING",
    `The private key is encrypted, and the passphrase is ${passphrase === "" ? "empty" : "missing"}. Pass { passphrase } with what the key was encrypted with.`,
  );
}
function requireCrypto() {
  const crypto = nodeCrypto();
  if (crypto !== void 0) return crypto;
  throw new SignatureError(
    "ERR_KEY_ENCRYPTION",
    "This runtime has no node:crypto, which is needed to open an encrypted key. Open it elsewhere: `openssl pkcs8 -in key.pem -out open.pem`.",
  );
}
function wrongPassphrase(cause) {
  return new SignatureError(
    "ERR_PASSPHRASE_WRONG",
    "The private key cannot be opened with this passphrase. Check for blanks around it, and that it belongs to this key.",
    cause === void 0 ? void 0 : { cause },
  );
}
function tooCostly() {
  return new SignatureError(
    "ERR_KEY_ENCRYPTION",
    "To open the private key would take more time or memory than any key should. Encrypt it anew: `openssl pkcs8 -topk8 -v2 aes-256-cbc -iter 600000 -in key.pem -out new.pem`.",
  );
}
var MAX_ITERATIONS, MAX_SCRYPT_MEMORY;
var init_open_encrypted_key = __esm({
  "packages/signature/src/open-encrypted-key.ts"() {
    "use strict";
    init_bytes();
    init_der();
    init_error3();
    init_pbes2();
    init_runtime();
    MAX_ITERATIONS = 1e7;
    MAX_SCRYPT_MEMORY = 512 * 1024 * 1024;
  },
});

// packages/signature/src/import-private-key.ts
function importPrivateKey(input, options = {}) {
  if (isPrivateKey(input)) {
    privateParts(input);
    return input;
  }
  if (isPublicKey(input)) throw publicGiven();
  const { parameters, x, y: claimed } = readNumbers2(input, options.passphrase);
  checkSize(sizeOf(parameters), options.allow ?? []);
  checkGroup(parameters);
  const { p, q, g } = parameters;
  if (x <= 0n || x >= q) {
    throw new SignatureError(
      "ERR_PRIVATE_KEY_RANGE",
      "The key's private number x is not between 0 and q: the key is damaged. Make a new key pair.",
    );
  }
  const y = modPow(g, x, p);
  if (claimed !== void 0 && claimed !== y) {
    throw new SignatureError(
      "ERR_PRIVATE_KEY_MISMATCH",
      "The key's public number does not belong to its private number: the key is damaged. Make a new key pair.",
    );
  }
  const spki = writeSpki(parameters, y);
  return makeKey(
    { type: "private", ...sizeOf(parameters), keyId: keyIdOf(spki) },
    { p, q, g, y, x, spki, qBytes: bigintToBytes(q), prepared: /* @__PURE__ */ new Map() },
  );
}
function readNumbers2(input, passphrase) {
  if (isNumbers2(input)) return { parameters: input, x: input.x };
  const text = readKeyText(input, "private");
  const der = text.encryptedPem === void 0 ? text.der : openEncryptedPem(text.encryptedPem, passphrase);
  let structure = readKeyStructure(der);
  if (structure.kind === "encrypted") structure = readKeyStructure(openEncryptedKey(structure, passphrase));
  if (structure.kind === "public") throw publicGiven();
  if (structure.kind === "encrypted") {
    throw new SignatureError("ERR_KEY_ENCRYPTION", "The key is encrypted twice. Decrypt it once, then import it.");
  }
  return structure;
}
function isNumbers2(input) {
  if (typeof input !== "object" || input === null) return false;
  return ["p", "q", "g", "x"].every((name) => {
    const value = input[name];
    return typeof value === "bigint" && value >= 0n;
  });
}
function publicGiven() {
  return new SignatureError(
    "ERR_KEY_IS_PUBLIC",
    "This is a public key, and a private key is needed to sign. Pass the other half of the pair.",
  );
}
var init_import_private_key = __esm({
  "packages/signature/src/import-private-key.ts"() {
    "use strict";
    init_bigint();
    init_domain_parameters();
    init_open_encrypted_key();
    init_error3();
    init_import_public_key();
    init_key();
    init_key_bytes();
    init_key_structure();
    init_key_text();
  },
});

// packages/signature/src/sign.ts
async function signAsync(body, privateKey, options = {}) {
  const { hash, format: format2, encoding } = resolveOptions(options);
  const key = privateParts(importPrivateKey(privateKey));
  const bytes = bodyBytes(body);
  const signature = await (isDeterministic(options)
    ? signDeterministic(hash, bytes, key)
    : selectEngine(options.engine).sign(hash, bytes, key));
  return writeSignature(signature, format2, encoding);
}
function isDeterministic({ nonce }) {
  if (nonce === void 0 || nonce === "random") return false;
  if (nonce === "rfc6979") return true;
  throw new SignatureError("ERR_OPTION", 'The option "nonce" must be "random" or "rfc6979".');
}
function bodyBytes(body) {
  if (typeof body === "string") return utf8(body);
  if (isBytes2(body)) return body;
  throw new SignatureError(
    "ERR_BODY_TYPE",
    `The body must be a string or a Uint8Array; it is ${body === null ? "null" : `of type ${typeof body}`}. Serialise it once, sign that, and send the very same bytes.`,
  );
}
var init_sign = __esm({
  "packages/signature/src/sign.ts"() {
    "use strict";
    init_algorithm();
    init_bytes();
    init_engine_portable();
    init_error3();
    init_import_private_key();
    init_key();
    init_select_engine();
    init_signature_text();
  },
});

// packages/signature/src/index.ts
var init_src2 = __esm({
  "packages/signature/src/index.ts"() {
    "use strict";
    init_error3();
    init_explain();
    init_export_public_key();
    init_generate_key_pair();
    init_import_private_key();
    init_import_public_key();
    init_sign();
    init_verify();
  },
});

// packages/emulator/src/vault/file-error.ts
function codeOf(error) {
  const code = typeof error === "object" && error !== null && "code" in error ? error.code : void 0;
  return typeof code === "string" ? code : void 0;
}
function fileError(what, file, cause) {
  if (isEmulatorError(cause)) return cause;
  const code = codeOf(cause);
  const mend =
    code === "ENOSPC"
      ? "The disk is full. Make room, and try again; nothing was changed."
      : code === "EACCES" || code === "EPERM" || code === "EROFS"
        ? "Give your user the right to it, or choose another place."
        : "See the cause.";
  return new EmulatorError("ERR_VAULT_FILE", `${what}: ${file} (${code ?? "unknown"}). ${mend}`, { cause });
}
var init_file_error = __esm({
  "packages/emulator/src/vault/file-error.ts"() {
    "use strict";
    init_error();
  },
});

// packages/emulator/src/vault/write-file.ts
import { randomBytes } from "node:crypto";
import { link, open, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
async function replaceFile(file, text, { beforeCommit } = {}) {
  const temporary = temporaryName(file);
  try {
    await writeThrough(temporary, text);
    await beforeCommit?.();
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  await syncFolder(path.dirname(file));
}
async function createExclusively(file, text, { durable = true } = {}) {
  const temporary = temporaryName(file);
  try {
    await (durable ? writeThrough(temporary, text) : writeFile(temporary, text, { flag: "wx", mode: MODE }));
    await linkOrWrite(temporary, file, text);
  } catch (error) {
    if (codeOf(error) === "EEXIST") return false;
    throw error;
  } finally {
    await rm(temporary, { force: true });
  }
  if (durable) await syncFolder(path.dirname(file));
  return true;
}
async function syncFolder(folder) {
  try {
    const handle = await open(folder, "r");
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (!["EISDIR", "EPERM", "EACCES", "EINVAL", "ENOTSUP"].includes(codeOf(error) ?? "")) throw error;
  }
}
function temporaryName(file) {
  return `${file}.${randomBytes(6).toString("hex")}.tmp`;
}
async function writeThrough(file, text) {
  const handle = await open(file, "wx", MODE);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
}
async function linkOrWrite(temporary, file, text) {
  try {
    await link(temporary, file);
  } catch (error) {
    if (!["EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS"].includes(codeOf(error) ?? "")) throw error;
    await writeFile(file, text, { flag: "wx", mode: MODE });
  }
}
var MODE;
var init_write_file = __esm({
  "packages/emulator/src/vault/write-file.ts"() {
    "use strict";
    init_file_error();
    MODE = 384;
  },
});

// packages/emulator/src/vault/key-file.ts
import { randomBytes as randomBytes2 } from "node:crypto";
import { mkdir, open as open2 } from "node:fs/promises";
import path2 from "node:path";
async function checkKeyFile(file) {
  await read(file);
}
async function readKeyFile(file) {
  const secret = await read(file);
  if (secret !== void 0) return secret;
  throw new EmulatorError(
    "ERR_VAULT_KEY_FILE_MISSING",
    `There is a vault, and its key file ${file} is gone. Bring it back, from a backup say; without it the keys in the vault are lost. To begin anew, move the vault's file away.`,
  );
}
async function makeKeyFile(file) {
  if ((await read(file)) !== void 0) return;
  try {
    await mkdir(path2.dirname(file), { recursive: true, mode: 448 });
    await createExclusively(
      file,
      `ck-vault-key-1 ${randomBytes2(32).toString("base64")}
`,
    );
  } catch (cause) {
    throw fileError("The key file cannot be made", file, cause);
  }
}
async function read(file) {
  let text;
  try {
    const handle = await open2(file, "r");
    try {
      checkRights(file, (await handle.stat()).mode);
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(128), 0, 128, 0);
      text = buffer.toString("latin1", 0, bytesRead);
    } finally {
      await handle.close();
    }
  } catch (cause) {
    if (codeOf(cause) === "ENOENT") return void 0;
    throw fileError("The key file cannot be read", file, cause);
  }
  const [, secret] = LINE.exec(text) ?? [];
  if (secret !== void 0) return Buffer.from(secret, "base64");
  throw new EmulatorError(
    "ERR_VAULT_KEY_FILE_WRONG",
    `${file} is no key file: it does not hold one line that begins with "ck-vault-key-1". Name the right file, or one that does not exist, to have it made.`,
  );
}
function checkRights(file, mode) {
  if (process.platform === "win32" || (mode & 63) === 0) return;
  throw new EmulatorError(
    "ERR_VAULT_KEY_FILE_RIGHTS",
    `Others than its owner can get at the key file ${file} (mode ${(mode & 511).toString(8).padStart(4, "0")}). Run: chmod 600 ${quote(file)}. If others could have read it, rotate the key after that.`,
  );
}
function quote(file) {
  return /^[\w./~-]+$/.test(file) ? file : `'${file.replaceAll("'", String.raw`'\''`)}'`;
}
var LINE;
var init_key_file = __esm({
  "packages/emulator/src/vault/key-file.ts"() {
    "use strict";
    init_error();
    init_write_file();
    init_file_error();
    LINE = /^ck-vault-key-1 ([A-Za-z0-9+/]{43}=)\n?$/;
  },
});

// packages/emulator/src/vault/vault-lock.ts
function parseLock(value) {
  if (typeof value !== "object" || value === null) return void 0;
  const { kind, kdf, cost, blockSize, parallelization, salt } = value;
  if (typeof salt !== "string" || Buffer.from(salt, "base64").length < 16) return void 0;
  if (kind === "key-file") return kdf === "hkdf-sha256" ? { kind, kdf, salt } : void 0;
  if (kind !== "passphrase" || kdf !== "scrypt") return void 0;
  if (!isBetween(cost, 2 ** 10, 2 ** 20) || !Number.isInteger(Math.log2(cost))) return void 0;
  if (!isBetween(blockSize, 1, 16) || !isBetween(parallelization, 1, 4)) return void 0;
  return { kind, kdf, cost, blockSize, parallelization, salt };
}
function isBetween(value, low, high) {
  return typeof value === "number" && Number.isInteger(value) && value >= low && value <= high;
}
var SCRYPT2;
var init_vault_lock = __esm({
  "packages/emulator/src/vault/vault-lock.ts"() {
    "use strict";
    SCRYPT2 = {
      kind: "passphrase",
      kdf: "scrypt",
      cost: 2 ** 17,
      blockSize: 8,
      parallelization: 1,
    };
  },
});

// packages/emulator/src/vault/key-ring.ts
import { hkdfSync, randomBytes as randomBytes3, scrypt } from "node:crypto";
import { promisify } from "node:util";
function createKeyRing(secret) {
  const ring = secret.passphrase === void 0 ? forKeyFile(secret.keyFile) : forPassphrase(secret.passphrase);
  let last3;
  return {
    ...ring,
    // Opening takes 0.4 s by design, and each signature opens the vault: the keys are kept while the lock is the same.
    keysFor(lock) {
      const text = JSON.stringify(lock);
      if (last3?.lock !== text) {
        const keys = ring.keysFor(lock);
        last3 = { lock: text, keys };
        keys.catch(() => {
          if (last3?.keys === keys) last3 = void 0;
        });
      }
      return last3.keys;
    },
  };
}
function forPassphrase(passphrase) {
  return {
    kind: "passphrase",
    wrong: () =>
      new EmulatorError(
        "ERR_VAULT_PASSPHRASE",
        "The passphrase is not the one that the vault was made with. Try again, mind the keyboard layout; there is no way in without it.",
      ),
    check: () => Promise.resolve(),
    newLock: () => Promise.resolve({ ...SCRYPT2, salt: newSalt() }),
    async keysFor(lock) {
      if (lock.kind !== "passphrase") throw otherKind("a key file", "{ keyFile }");
      const { cost: N, blockSize: r, parallelization: p } = lock;
      const derive = promisify(scrypt);
      const options = { N, r, p, maxmem: 128 * N * r * p + 2 ** 20 };
      return split(await derive(passphrase.normalize("NFKC"), Buffer.from(lock.salt, "base64"), 64, options));
    },
  };
}
function forKeyFile(path11) {
  return {
    kind: "key-file",
    wrong: () =>
      new EmulatorError(
        "ERR_VAULT_KEY_FILE_WRONG",
        `The key file ${path11} is not the one that the vault was made with. Bring back the right one; there is no way in without it.`,
      ),
    check: () => checkKeyFile(path11),
    async newLock() {
      await makeKeyFile(path11);
      return { kind: "key-file", kdf: "hkdf-sha256", salt: newSalt() };
    },
    async keysFor(lock) {
      if (lock.kind !== "key-file") throw otherKind("a passphrase", "{ passphrase }");
      const secret = await readKeyFile(path11);
      return split(Buffer.from(hkdfSync("sha256", secret, Buffer.from(lock.salt, "base64"), "ck-vault/1", 64)));
    },
  };
}
function otherKind(kind, option) {
  return new EmulatorError("ERR_VAULT_LOCK_KIND", `The vault is locked with ${kind}. Open it with ${option}.`);
}
function newSalt() {
  return randomBytes3(16).toString("base64");
}
function split(bytes) {
  return { sealing: bytes.subarray(0, 32), checking: bytes.subarray(32) };
}
var init_key_ring = __esm({
  "packages/emulator/src/vault/key-ring.ts"() {
    "use strict";
    init_error();
    init_key_file();
    init_vault_lock();
  },
});

// packages/emulator/src/vault/process-identity.ts
import { readFile as readFile2, readlink } from "node:fs/promises";
import { hostname } from "node:os";
async function ownIdentity() {
  const { pid } = process;
  const [boot, space] = await Promise.all([
    readFile2("/proc/sys/kernel/random/boot_id", "utf8").catch(() => ""),
    readlink("/proc/self/ns/pid").catch(() => ""),
  ]);
  const world = [hostname(), boot.trim(), space].join(" ");
  return { pid, world, started: (await statusOf(pid))?.started ?? "" };
}
async function livenessOf(other) {
  const own = await ownIdentity();
  if (other.world !== own.world) return "unknown";
  try {
    process.kill(other.pid, 0);
  } catch (error) {
    if (error.code === "ESRCH") return "dead";
  }
  const status = await statusOf(other.pid);
  if (status === void 0 || other.started === "") return "unknown";
  return status.ended || status.started !== other.started ? "dead" : "alive";
}
async function statusOf(pid) {
  const text = await readFile2(`/proc/${pid}/stat`, "utf8").catch(() => "");
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  const [state = ""] = fields;
  const started = fields[19];
  return started === void 0 ? void 0 : { started, ended: state === "Z" || state === "X" };
}
var init_process_identity = __esm({
  "packages/emulator/src/vault/process-identity.ts"() {
    "use strict";
  },
});

// packages/emulator/src/vault/lock-file.ts
import { randomBytes as randomBytes4 } from "node:crypto";
import { readFile as readFile3, rm as rm2, stat } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";
async function withLock(file, task, { waitMs }) {
  const deadline = Date.now() + waitMs;
  const token = await acquire(file, deadline);
  try {
    return await task(async () => {
      if ((await readHolder(file))?.token !== token)
        throw busy("was taken by another process that thought it abandoned");
    });
  } finally {
    if ((await readHolder(file))?.token === token) await rm2(file, { force: true });
  }
}
async function acquire(file, deadline) {
  const holder = { ...(await ownIdentity()), token: randomBytes4(8).toString("hex") };
  const text = `${JSON.stringify(holder)}
`;
  while (!(await createExclusively(file, text, { durable: false }))) {
    const other = await readHolder(file);
    if (other !== void 0 && (await isAbandoned(file, other))) await breakLock(file, other.token, deadline);
    else if (Date.now() >= deadline)
      throw busy(other === void 0 ? "changes hands all the time" : `is held by process ${other.pid}`);
    else await delay(2 + Math.random() * 20);
  }
  return holder.token;
}
async function breakLock(file, token, deadline) {
  const gate = `${file}.${token}`;
  const own = await acquire(gate, deadline);
  try {
    if ((await readHolder(file))?.token === token) await rm2(file, { force: true });
  } finally {
    if ((await readHolder(gate))?.token === own) await rm2(gate, { force: true });
  }
}
async function isAbandoned(file, holder) {
  const liveness = await livenessOf(holder);
  if (liveness !== "unknown") return liveness === "dead";
  const modified = await stat(file).then(
    ({ mtimeMs }) => mtimeMs,
    () => Date.now(),
  );
  return Date.now() - modified > ABANDONED_MS;
}
async function readHolder(file) {
  let text;
  try {
    text = await readFile3(file, "utf8");
  } catch (error) {
    if (codeOf(error) === "ENOENT") return void 0;
    throw error;
  }
  try {
    const { token, pid, world, started } = JSON.parse(text);
    if (/^[0-9a-f]{16}$/.test(String(token)) && Number.isSafeInteger(pid) && Number(pid) > 0)
      return { token: String(token), pid: Number(pid), world: String(world), started: String(started) };
  } catch {}
  return { token: "0".repeat(16), pid: 0, world: "", started: "" };
}
function busy(how) {
  return new EmulatorError(
    "ERR_VAULT_BUSY",
    `The vault's lock ${how}. Try again; if it stays so, see whether that process hangs, and end it.`,
  );
}
var ABANDONED_MS;
var init_lock_file = __esm({
  "packages/emulator/src/vault/lock-file.ts"() {
    "use strict";
    init_error();
    init_file_error();
    init_process_identity();
    init_write_file();
    ABANDONED_MS = 6e4;
  },
});

// packages/emulator/src/vault/owner-folder.ts
import { chmod, mkdir as mkdir2, stat as stat2, writeFile as writeFile2 } from "node:fs/promises";
import path3 from "node:path";
async function ensureOwnerFolder(folder) {
  const made = await mkdir2(folder, { recursive: true, mode: 448 });
  const isOurs = made !== void 0 || path3.basename(path3.resolve(folder)) === ".ck";
  if (!isOurs) return;
  if (process.platform !== "win32") await close(folder);
  await ignoreInGit(folder);
}
async function close(folder) {
  const { mode } = await stat2(folder);
  if ((mode & 63) !== 0) await chmod(folder, 448);
}
async function ignoreInGit(folder) {
  try {
    await writeFile2(path3.join(folder, ".gitignore"), "*\n", { flag: "wx", mode: 384 });
  } catch (error) {
    if (codeOf(error) !== "EEXIST") throw error;
  }
}
var init_owner_folder = __esm({
  "packages/emulator/src/vault/owner-folder.ts"() {
    "use strict";
    init_file_error();
  },
});

// packages/emulator/src/vault/seal.ts
import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  randomBytes as randomBytes5,
  timingSafeEqual,
} from "node:crypto";
function seal(text, lock, keys) {
  const nonce = randomBytes5(12);
  const cipher = createCipheriv("aes-256-gcm", keys.sealing, nonce).setAAD(header(lock));
  const data = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
  const fields = {
    format: FORMAT,
    version: VERSION,
    lock,
    check: checkValue(lock, keys).toString("base64"),
    nonce: nonce.toString("base64"),
    tag: cipher.getAuthTag().toString("base64"),
    data: data.toString("base64"),
  };
  return `${JSON.stringify({ ...fields, checksum: checksum(fields) }, void 0, 2)}
`;
}
function parseSealed(text) {
  let parsed;
  try {
    parsed = JSON.parse(text);
  } catch {
    return "corrupt";
  }
  if (typeof parsed !== "object" || parsed === null) return "corrupt";
  const { checksum: claimed, ...fields } = parsed;
  if (fields["format"] === FORMAT && Number.isInteger(fields["version"]) && Number(fields["version"]) > VERSION)
    return "newer";
  if (fields["format"] !== FORMAT || fields["version"] !== VERSION || claimed !== checksum(fields)) return "corrupt";
  const lock = parseLock(fields["lock"]);
  const { check: check3, nonce, tag, data } = fields;
  if (lock === void 0 || ![check3, nonce, tag, data].every((each) => typeof each === "string")) return "corrupt";
  return { lock, check: check3, nonce, tag, data };
}
function unseal(sealed, keys) {
  const check3 = Buffer.from(sealed.check, "base64");
  const expected = checkValue(sealed.lock, keys);
  if (check3.length !== expected.length || !timingSafeEqual(check3, expected)) return "wrong-keys";
  try {
    const decipher = createDecipheriv("aes-256-gcm", keys.sealing, Buffer.from(sealed.nonce, "base64"), {
      authTagLength: 16,
    });
    decipher.setAAD(header(sealed.lock)).setAuthTag(Buffer.from(sealed.tag, "base64"));
    const bytes = Buffer.concat([decipher.update(sealed.data, "base64"), decipher.final()]);
    const text = bytes.toString("utf8");
    bytes.fill(0);
    return { text };
  } catch {
    return "corrupt";
  }
}
function header(lock) {
  return Buffer.from(JSON.stringify([FORMAT, VERSION, lock]), "utf8");
}
function checkValue(lock, keys) {
  return createHmac("sha256", keys.checking).update(header(lock)).digest().subarray(0, 16);
}
function checksum(fields) {
  return createHash("sha256").update(JSON.stringify(fields)).digest("base64");
}
var FORMAT, VERSION;
var init_seal = __esm({
  "packages/emulator/src/vault/seal.ts"() {
    "use strict";
    init_vault_lock();
    FORMAT = "ck-vault";
    VERSION = 1;
  },
});

// packages/emulator/src/vault/vault-state.ts
function withNewKey(state, key) {
  return settle({ keys: [...state.keys, key], signing: { ...state.signing, development: key.keyId } }, key.created);
}
function deployed(state, now) {
  const { development, production } = state.signing;
  if (development === void 0 || development === production) return state;
  return settle({ ...state, signing: { development, production: development } }, now);
}
function keyOf(state, environment) {
  const keyId = state.signing[environment];
  return keyId === void 0 ? void 0 : state.keys.find((key) => key.keyId === keyId);
}
function previousKey({ keys }) {
  return keys
    .filter(({ retired: retired2 }) => retired2 !== void 0)
    .reduce((last3, key) => (last3 && (last3.retired ?? "") > (key.retired ?? "") ? last3 : key), void 0);
}
function environmentsOf({ signing }, keyId) {
  return ENVIRONMENTS.filter((environment) => signing[environment] === keyId);
}
function settle(state, now) {
  const retiredNow = state.keys.map((key) =>
    key.retired === void 0 && environmentsOf(state, key.keyId).length === 0 ? { ...key, retired: now } : key,
  );
  const last3 = previousKey({ keys: retiredNow });
  const keys = retiredNow.map((key) => (key.retired === void 0 || key === last3 ? key : withoutPrivate(key)));
  return { ...state, keys };
}
function withoutPrivate(key) {
  const { keyId, created, retired: retired2, publicKey } = key;
  return { keyId, created, publicKey, ...(retired2 !== void 0 && { retired: retired2 }) };
}
function isVaultState(value) {
  if (!isRecord3(value) || !Array.isArray(value["keys"]) || !isRecord3(value["signing"])) return false;
  return value["keys"].every((key) => {
    if (!isRecord3(key)) return false;
    const { retired: retired2, privateKey } = key;
    const needed = [key["keyId"], key["created"], key["publicKey"]];
    return needed.every(isText) && [retired2, privateKey].every((each) => each === void 0 || isText(each));
  });
}
function isRecord3(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
function isText(value) {
  return typeof value === "string";
}
var EMPTY;
var init_vault_state = __esm({
  "packages/emulator/src/vault/vault-state.ts"() {
    "use strict";
    init_src();
    EMPTY = { keys: [], signing: {} };
  },
});

// packages/emulator/src/vault/vault-file.ts
import { randomBytes as randomBytes6 } from "node:crypto";
import { readdir, readFile as readFile4, rename as rename2, rm as rm3, stat as stat3 } from "node:fs/promises";
import path4 from "node:path";
function openVaultFile({ folder, keyRing, waitMs }) {
  const file = path4.join(folder, FILE);
  const lockFile = path4.join(folder, LOCK);
  let last3;
  async function load2() {
    const text = await readText4(file);
    if (text === void 0) return { state: EMPTY };
    if (last3?.text === text) return last3.content;
    const content = await unlock(text, keyRing, file);
    if (content !== "corrupt") last3 = { text, content };
    return content;
  }
  async function loadOrSetAside({ wasCorrupt = false } = {}) {
    const content = await load2();
    if (content === "corrupt") {
      const aside = `${file}.corrupt-${randomBytes6(4).toString("hex")}`;
      await rename2(file, aside);
      await syncFolder(folder);
      throw corrupt(file, `is now ${aside}`);
    }
    if (wasCorrupt && content.lock === void 0) throw corrupt(file, `is now beside it, as ${file}.corrupt-\u2026`);
    return content;
  }
  async function locked(task) {
    return withLock(lockFile, task, { waitMs });
  }
  return {
    read: () =>
      guarded2(file, "The vault cannot be read", async () => {
        const content = await load2();
        return content === "corrupt" ? (await locked(() => loadOrSetAside({ wasCorrupt: true }))).state : content.state;
      }),
    update: (change2) =>
      guarded2(file, "The vault cannot be written", async () => {
        await ensureOwnerFolder(folder);
        return locked(async (assertHeld) => {
          const { state, lock = await keyRing.newLock() } = await loadOrSetAside();
          const changed = change2(state);
          if (changed === state) return state;
          const text = seal(JSON.stringify(changed), lock, await keyRing.keysFor(lock));
          await replaceFile(file, text, { beforeCommit: assertHeld });
          last3 = { text, content: { state: changed, lock } };
          await sweep(folder);
          return changed;
        });
      }),
  };
}
function corrupt(file, where) {
  return new EmulatorError(
    "ERR_VAULT_CORRUPT",
    `The vault's file was damaged, and ${where}. Put a backup in its place as ${file}; or go on without, secure the bot anew, and give its server the new public key.`,
  );
}
async function unlock(text, keyRing, file) {
  const sealed = parseSealed(text);
  if (typeof sealed === "string") {
    if (sealed !== "newer") return "corrupt";
    throw new EmulatorError(
      "ERR_VAULT_VERSION",
      `${file} was written by a later version of @ck/emulator. Update this one; nothing was changed.`,
    );
  }
  const opened = unseal(sealed, await keyRing.keysFor(sealed.lock));
  if (opened === "wrong-keys") throw keyRing.wrong();
  if (typeof opened === "string") return "corrupt";
  const state = parseState(opened.text);
  return state === void 0 ? "corrupt" : { state, lock: sealed.lock };
}
function parseState(text) {
  try {
    const value = JSON.parse(text);
    return isVaultState(value) ? value : void 0;
  } catch {
    return void 0;
  }
}
async function readText4(file) {
  try {
    return await readFile4(file, "utf8");
  } catch (error) {
    if (codeOf(error) === "ENOENT") return void 0;
    throw error;
  }
}
async function guarded2(file, what, task) {
  try {
    return await task();
  } catch (cause) {
    throw fileError(what, file, cause);
  }
}
async function sweep(folder) {
  for (const name of await readdir(folder)) {
    const left = path4.join(folder, name);
    const isGate = /^vault\.lock(\.[0-9a-f]{16})+$/.test(name);
    const isTemporary = /^vault\.[\w.]+\.tmp$/.test(name);
    if (isGate || (isTemporary && (await ageOf(left)) > LEFT_MS)) await rm3(left, { force: true });
  }
}
async function ageOf(file) {
  return stat3(file).then(
    ({ mtimeMs }) => Date.now() - mtimeMs,
    () => 0,
  );
}
var FILE, LOCK, LEFT_MS;
var init_vault_file = __esm({
  "packages/emulator/src/vault/vault-file.ts"() {
    "use strict";
    init_error();
    init_file_error();
    init_lock_file();
    init_owner_folder();
    init_seal();
    init_vault_state();
    init_write_file();
    FILE = "vault.json";
    LOCK = "vault.lock";
    LEFT_MS = 6e4;
  },
});

// packages/emulator/src/vault/open-vault.ts
async function openVault(folder, options) {
  checkOptions2(options);
  const { keys = {}, now = () => /* @__PURE__ */ new Date(), waitMs = 15e3 } = options;
  const keyRing = createKeyRing(options);
  const file = openVaultFile({ folder, keyRing, waitMs });
  await keyRing.check();
  await file.read();
  async function newKey() {
    const pair = await generateKeyPair(keys);
    const { keyId } = importPrivateKey(pair.privateKey);
    const publicKey = exportPublicKey(pair.publicKey, "base64");
    return { keyId, created: now().toISOString(), publicKey, privateKey: bodyOf(pair.privateKey) };
  }
  async function change2(environment, to) {
    const key = await newKey();
    return showSigning(await file.update((state) => to(state, key)), environment);
  }
  return Object.freeze({
    folder,
    async secure() {
      const existing = keyOf(await file.read(), "development");
      if (existing !== void 0) return show(existing);
      return change2("development", (state, key) => (keyOf(state, "development") ? state : withNewKey(state, key)));
    },
    async rotate() {
      showSigning(await file.read(), "development");
      return change2("development", withNewKey);
    },
    async deploy() {
      const state = await file.update((before) => deployed(before, now().toISOString()));
      return showSigning(state, keyOf(state, "development") ? "production" : "development");
    },
    async showKey(environment) {
      checkEnvironment(environment);
      const key = keyOf(await file.read(), environment);
      return key && show(key);
    },
    async history() {
      const state = await file.read();
      return state.keys.map((key) => record(state, key));
    },
    signer: (signing = {}) => createSigner(() => file.read(), signing),
  });
}
function createSigner(read2, options) {
  const { key: which = "current", ...signature } = options;
  if (!["current", "previous"].includes(which)) throw optionError('The option "key" must be "current" or "previous".');
  let last3;
  return async (body, environment) => {
    checkEnvironment(environment);
    const state = await read2();
    const stored = which === "previous" ? previousKey(state) : keyOf(state, environment);
    if (stored?.privateKey === void 0) throw noKey(which === "previous" ? which : environment);
    if (last3?.keyId !== stored.keyId)
      last3 = { keyId: stored.keyId, key: importPrivateKey(Buffer.from(stored.privateKey, "base64")) };
    return signAsync(body, last3.key, { ...PLATFORM_SIGNATURE, ...signature });
  };
}
function showSigning(state, environment) {
  const key = keyOf(state, environment);
  if (key === void 0) throw noKey(environment);
  return show(key);
}
function show({ keyId, created, publicKey }) {
  return { keyId, created, base64: publicKey, pem: inPem(publicKey) };
}
function record(state, key) {
  const { retired: retired2 } = key;
  return {
    ...show(key),
    ...(retired2 !== void 0 && { retired: retired2 }),
    environments: environmentsOf(state, key.keyId),
  };
}
function inPem(publicKey) {
  return `-----BEGIN PUBLIC KEY-----
${publicKey.replace(/.{1,64}/g, "$&\n")}-----END PUBLIC KEY-----
`;
}
function bodyOf(pem) {
  return pem.replace(/-----[^-]+-----|\s/g, "");
}
function noKey(which) {
  const messages = {
    development: "The bot is not secured: the vault has no key. Call secure() first.",
    production: "Production has no key: a new key takes effect there with the next deploy. Call deploy() first.",
    previous: "No key was retired yet. Call rotate(), and deploy() where production uses the old one.",
  };
  return new EmulatorError("ERR_VAULT_NO_KEY", messages[which]);
}
function checkOptions2({ passphrase, keyFile }) {
  const given = [passphrase, keyFile].filter((value) => value !== void 0);
  if (given.length === 1 && given.every((value) => typeof value === "string" && value !== "")) return;
  throw optionError(
    "A vault is locked with a passphrase or a key file: give one of the two, as a text that is not empty.",
  );
}
function checkEnvironment(environment) {
  if (!ENVIRONMENTS.includes(environment))
    throw optionError(`The environment must be ${ENVIRONMENTS.map((name) => `"${name}"`).join(" or ")}.`);
}
function optionError(message) {
  return new EmulatorError("ERR_OPTION", message);
}
var init_open_vault = __esm({
  "packages/emulator/src/vault/open-vault.ts"() {
    "use strict";
    init_src();
    init_src2();
    init_error();
    init_key_ring();
    init_platform_signature();
    init_vault_file();
    init_vault_state();
  },
});

// packages/emulator/src/reading/found.ts
function findAll(text, expression, read2) {
  return [...text.matchAll(expression)].flatMap((match2) => {
    const value = read2(match2);
    return value === void 0 ? [] : [{ start: match2.index, end: match2.index + match2[0].length, value }];
  });
}
function apart(found, taken) {
  return found.filter((one) => !taken.some((other) => one.start < other.end && other.start < one.end));
}
function firstOnes(found) {
  const kept = [];
  for (const one of found) if (apart([one], kept).length > 0) kept.push(one);
  return kept.sort((a, b) => a.start - b.start);
}
var MAX_READ_LENGTH;
var init_found = __esm({
  "packages/emulator/src/reading/found.ts"() {
    "use strict";
    MAX_READ_LENGTH = 5e3;
  },
});

// packages/emulator/src/reading/find-dates.ts
function findDates(text, now) {
  const today = Math.floor(now.getTime() / DAY_MS) * DAY_MS;
  const inDays = (days) => toDay(today + days * DAY_MS);
  const named = (day, month, year) => {
    const index = MONTHS2.indexOf((month ?? "").slice(0, 3).toLowerCase());
    return year === void 0 ? nextDay(index, Number(day), today) : existingDay(Number(year), index, Number(day));
  };
  return firstOnes([
    ...findAll(text, NUMERIC, ([, year, month, day]) => existingDay(Number(year), Number(month) - 1, Number(day))),
    ...findAll(text, DAY_FIRST, ([, day, month, year]) => named(day, month, year)),
    ...findAll(text, MONTH_FIRST, ([, month, day, year]) => named(day, month, year)),
    ...findAll(text, RELATIVE, ([, word2 = ""]) =>
      inDays({ yesterday: -1, today: 0, tomorrow: 1 }[word2.toLowerCase()] ?? 2),
    ),
    ...findAll(text, WEEKDAY, ([, name = ""]) => {
      const ahead = (WEEKDAYS.indexOf(name.toLowerCase()) - new Date(today).getUTCDay() + 7) % 7;
      return inDays(ahead === 0 ? 7 : ahead);
    }),
  ]);
}
function existingDay(year, month, day) {
  const date = new Date(Date.UTC(year, month, day));
  return date.getUTCMonth() === month && date.getUTCDate() === day ? toDay(date.getTime()) : void 0;
}
function nextDay(month, day, today) {
  const year = new Date(today).getUTCFullYear();
  for (let candidate = year; candidate <= year + 8; candidate += 1) {
    const found = existingDay(candidate, month, day);
    if (found !== void 0 && found >= toDay(today)) return found;
  }
  return void 0;
}
function toDay(ms) {
  return new Date(ms).toISOString().slice(0, 10);
}
var MONTHS2, MONTH, WEEKDAYS, DAY_MS, NUMERIC, DAY_FIRST, MONTH_FIRST, RELATIVE, WEEKDAY;
var init_find_dates = __esm({
  "packages/emulator/src/reading/find-dates.ts"() {
    "use strict";
    init_found();
    MONTHS2 = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    MONTH =
      "(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)";
    WEEKDAYS = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"];
    DAY_MS = 864e5;
    NUMERIC = /(?<![\d-])(\d{4})-(\d{2})-(\d{2})(?![\d-])/g;
    DAY_FIRST = new RegExp(
      `(?<![\\p{L}\\p{N}])(\\d{1,2})(?:st|nd|rd|th)?(?:-| of | )${MONTH}\\b\\.?(?:(?:-|, ?| )(\\d{4})(?!\\d))?`,
      "giu",
    );
    MONTH_FIRST = new RegExp(
      `(?<![\\p{L}\\p{N}])${MONTH}\\.? (\\d{1,2})(?:st|nd|rd|th)?(?![\\d:])(?:(?:, ?| )(\\d{4})(?!\\d))?`,
      "giu",
    );
    RELATIVE = /\b(day after tomorrow|today|tomorrow|yesterday)\b/gi;
    WEEKDAY = new RegExp(`\\b(${WEEKDAYS.join("|")})\\b`, "gi");
  },
});

// packages/emulator/src/reading/find-times.ts
function findTimes(text) {
  const apart2 = text.replace(/(?<=\d)T(?=\d)/g, " ");
  return findAll(apart2, TIME, ([, shown, minute, second, half]) => {
    if (minute === void 0 && half === void 0) return void 0;
    if (half !== void 0 && (Number(shown) < 1 || Number(shown) > 12)) return void 0;
    const hour = half === void 0 ? Number(shown) : (Number(shown) % 12) + (half.toLowerCase() === "p" ? 12 : 0);
    if (hour > 23 || Number(minute ?? 0) > 59 || Number(second ?? 0) > 59) return void 0;
    return [hour, Number(minute ?? 0), Number(second ?? 0)].map((part) => String(part).padStart(2, "0")).join(":");
  });
}
var TIME;
var init_find_times = __esm({
  "packages/emulator/src/reading/find-times.ts"() {
    "use strict";
    init_found();
    TIME = /(?<![\p{L}\p{N}:.])(\d{1,2})(?::(\d{2})(?::(\d{2}))?)?(?: ?([ap])\.?m\b\.?)?(?![\p{N}:])/giu;
  },
});

// packages/emulator/src/reading/find-values.ts
function findValues(text, now, taken) {
  const emails = apart(
    findAll(text, /[^\s<>()[\],;:"]{3,320}/g, ([word2]) => {
      const decoded2 = word2.includes("@") ? decodeEmail(word2.replace(/[.!?]+$/, "")) : void 0;
      return decoded2?.ok === true ? decoded2.value : void 0;
    }),
    taken,
  );
  const dates = apart(findDates(text, now), [...taken, ...emails]);
  const times = apart(findTimes(text), [...taken, ...emails, ...dates]);
  const numbers = apart(
    findAll(text, NUMBER, ([word2]) => {
      const trimmed = word2.replace(/[.,]+$/, "");
      return /^[-+]?\d+(\.\d+)?$/.test(trimmed) && trimmed.length <= 40 ? Number(trimmed) : void 0;
    }),
    [...taken, ...emails, ...dates, ...times],
  );
  const booleans = apart(
    findAll(text, BOOLEAN, ([word2]) => TRUE.has(word2.toLowerCase())),
    taken,
  );
  return { emails, dates, times, dateTimes: joinDatesAndTimes(text, dates, times), numbers, booleans };
}
function joinDatesAndTimes(text, dates, times) {
  return dates.flatMap((date) => {
    const time = times.find(
      ({ start }) => start >= date.end && /^(?:T|,? ?(?:at )?)$/i.test(text.slice(date.end, start)),
    );
    return time === void 0 ? [] : [{ start: date.start, end: time.end, value: `${date.value}T${time.value}` }];
  });
}
var NUMBER, TRUE, BOOLEAN;
var init_find_values = __esm({
  "packages/emulator/src/reading/find-values.ts"() {
    "use strict";
    init_src();
    init_find_dates();
    init_find_times();
    init_found();
    NUMBER = /(?<![\p{L}\p{N}.,])[-+]?\d[\d.,]*(?![\p{L}\p{N}])/gu;
    TRUE = /* @__PURE__ */ new Set(["yes", "true"]);
    BOOLEAN = /(?<![\p{L}\p{N}])(yes|true|no|false)(?![\p{L}\p{N}])/giu;
  },
});

// packages/emulator/src/engine/words.ts
function wordsOf(text) {
  return text.normalize("NFKC").toLowerCase().replace(/['’]/g, "").match(WORD) ?? [];
}
function fold3(text) {
  return wordsOf(text).join(" ");
}
var WORD;
var init_words2 = __esm({
  "packages/emulator/src/engine/words.ts"() {
    "use strict";
    WORD =
      /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]|(?:(?![\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}])[\p{L}\p{N}\p{M}])+/gu;
  },
});

// packages/emulator/src/reading/match-options.ts
function exactOption(options, reply) {
  const folded = fold3(reply);
  return (
    options.find(({ id }) => id === reply.trim()) ??
    options.find(({ id, label }) => folded !== "" && (fold3(label) === folded || fold3(id) === folded))
  );
}
function matchOption(options, reply) {
  const exact = exactOption(options, reply);
  if (exact !== void 0) return exact;
  const folded = fold3(reply);
  if (folded === "") return void 0;
  const named = findOptions(options, reply);
  if (named.length > 0) return named.length === 1 ? named[0]?.value : void 0;
  const like = options.filter(({ label }) => ` ${fold3(label)} `.includes(` ${folded} `));
  return like.length === 1 ? like[0] : void 0;
}
function findOptions(options, text) {
  const lower = text.toLowerCase();
  const names = options
    .flatMap((option) => {
      const texts = /^\d*$/.test(option.id) ? [option.label] : [option.label, option.id];
      return texts.filter((name) => name.trim() !== "").map((name) => ({ option, name: name.trim().toLowerCase() }));
    })
    .sort((a, b) => b.name.length - a.name.length);
  const found = [];
  for (const { option, name } of names) {
    if (found.some(({ value }) => value.id === option.id)) continue;
    const start = findWord(lower, name, found);
    if (start !== void 0) found.push({ start, end: start + name.length, value: option });
  }
  return found.sort((a, b) => a.start - b.start);
}
function findWord(text, word2, taken) {
  for (let at = text.indexOf(word2); at !== -1; at = text.indexOf(word2, at + word2.length)) {
    const end = at + word2.length;
    const isWhole = !isLetter(text[at - 1]) && !isLetter(text[end]);
    if (isWhole && !taken.some(({ start, end: stop }) => at < stop && start < end)) return at;
  }
  return void 0;
}
function isLetter(character) {
  return character !== void 0 && /[\p{L}\p{N}]/u.test(character);
}
var init_match_options = __esm({
  "packages/emulator/src/reading/match-options.ts"() {
    "use strict";
    init_words2();
  },
});

// packages/emulator/src/reading/find-ranges.ts
function findRanges(text, values) {
  return values.flatMap((first, index) => {
    const second = values[index + 1];
    if (second === void 0 || second.value < first.value) return [];
    if (!BETWEEN.test(text.slice(first.end, second.start))) return [];
    return [{ start: first.start, end: second.end, value: { start: first.value, end: second.value } }];
  });
}
var BETWEEN;
var init_find_ranges = __esm({
  "packages/emulator/src/reading/find-ranges.ts"() {
    "use strict";
    BETWEEN = /^\s*(?:to|until|till|through|and|-|–|—|\.\.\.?)\s*(?:the\s+)?$/i;
  },
});

// packages/emulator/src/reading/pick-values.ts
function candidatesFor(param, text, values) {
  const { emails, dates, times, dateTimes, numbers, booleans } = values;
  const integers = numbers.filter(({ value }) => Number.isSafeInteger(value));
  const midnights = dates.map((date) => ({ ...date, value: `${date.value}T00:00:00` }));
  switch (param.type) {
    case "email":
      return emails;
    case "date":
      return dates;
    case "time":
      return times;
    case "date-time":
      return [...dateTimes, ...apart(midnights, dateTimes)];
    case "integer":
      return integers;
    case "decimal":
      return numbers;
    case "boolean":
      return booleans;
    case "date-range":
      return findRanges(text, dates);
    case "time-range":
      return findRanges(text, times);
    case "date-time-range":
      return findRanges(text, dateTimes);
    case "integer-range":
      return findRanges(text, integers);
    case "decimal-range":
      return findRanges(text, numbers);
    case "selection":
      return findOptions(param.options, text).map((found) => ({ ...found, value: found.value.id }));
    case "multi-selection": {
      const found = findOptions(param.options, text);
      const [first] = found;
      if (first === void 0) return [];
      return [{ start: first.start, end: found.at(-1)?.end ?? first.end, value: found.map(({ value }) => value.id) }];
    }
    case "string":
    case "user":
      return [];
  }
}
var MOST_TELLING_FIRST;
var init_pick_values = __esm({
  "packages/emulator/src/reading/pick-values.ts"() {
    "use strict";
    init_find_ranges();
    init_match_options();
    init_found();
    MOST_TELLING_FIRST = [
      "selection",
      "multi-selection",
      "email",
      "date-time-range",
      "date-range",
      "time-range",
      "integer-range",
      "decimal-range",
      "date-time",
      "date",
      "time",
      "integer",
      "decimal",
      "boolean",
    ];
  },
});

// packages/emulator/src/reading/read-params.ts
function readParams2(params, message, now) {
  const text = message.slice(0, MAX_READ_LENGTH);
  const named = params.flatMap(({ type, options }) => (isSelection(type) ? findOptions(options, text) : []));
  const values = findValues(text, now, named);
  const taken = [];
  const found = /* @__PURE__ */ new Map();
  for (const type of MOST_TELLING_FIRST) {
    for (const param of params) {
      if (param.type !== type) continue;
      const [first] = apart(candidatesFor(param, text, values), taken);
      if (first === void 0) continue;
      taken.push(first);
      found.set(param.name, first.value);
    }
  }
  return Object.fromEntries(params.flatMap(({ name }) => (found.has(name) ? [[name, found.get(name)]] : [])));
}
function readReply(param, options, reply, now) {
  const text = reply.slice(0, MAX_READ_LENGTH);
  const shown = options.length > 0 ? options : param.options;
  if (param.type === "multi-selection") {
    const one = matchOption(shown, text);
    const named = findOptions(shown, text).map(({ value }) => value.id);
    return named.length > 0 ? named : one && [one.id];
  }
  if (param.type === "selection") return matchOption(shown, text)?.id;
  const chosen = exactOption(shown, text);
  return chosen === void 0 ? readText5(param, reply, now) : valueOf(param, chosen, now);
}
function valueOf(param, { id, label }, now) {
  if (param.type === "multi-selection") return [id];
  if (param.type === "selection") return id;
  return readText5(param, id, now) ?? readText5(param, label, now);
}
function readText5(param, reply, now) {
  if (param.type === "string" || param.type === "user") return reply.trim() === "" ? void 0 : reply.trim();
  const text = reply.slice(0, MAX_READ_LENGTH);
  if (param.type === "boolean") {
    const word2 = text
      .trim()
      .toLowerCase()
      .replace(/[.!]+$/, "");
    if (/^(?:y|yeah|yep|sure|ok|okay|1)$/.test(word2)) return true;
    if (/^(?:n|nope|0)$/.test(word2)) return false;
  }
  return candidatesFor(param, text, findValues(text, now, []))[0]?.value;
}
function isSelection(type) {
  return type === "selection" || type === "multi-selection";
}
var init_read_params2 = __esm({
  "packages/emulator/src/reading/read-params.ts"() {
    "use strict";
    init_find_values();
    init_found();
    init_match_options();
    init_pick_values();
  },
});

// packages/emulator/src/engine/record.ts
function isRecord4(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
function without2(record2, key) {
  return Object.fromEntries(Object.entries(record2).filter(([name]) => name !== key));
}
var init_record = __esm({
  "packages/emulator/src/engine/record.ts"() {
    "use strict";
  },
});

// packages/emulator/src/engine/button-cards.ts
function buttonsOf(cards) {
  return cards.flatMap((card) => {
    if (card.type !== "button") return [];
    const fields = { ...card };
    const id = textOf(fields["id"]) ?? textOf(fields["button_id"]);
    if (id === void 0) return [];
    const label = textOf(fields["label"]) ?? textOf(fields["name"]) ?? id;
    const data = fields["data"];
    return [{ id, label, ...(isRecord4(data) && { data }) }];
  });
}
function textOf(value) {
  if (typeof value === "number") return String(value);
  return typeof value === "string" && value !== "" ? value : void 0;
}
var init_button_cards = __esm({
  "packages/emulator/src/engine/button-cards.ts"() {
    "use strict";
    init_record();
  },
});

// node_modules/.pnpm/minisearch@7.2.0/node_modules/minisearch/dist/es/index.js
var ENTRIES,
  KEYS,
  VALUES,
  LEAF,
  TreeIterator,
  last$1,
  fuzzySearch,
  recurse,
  SearchableMap,
  trackDown,
  lookup,
  createPath,
  remove,
  cleanup,
  merge,
  last,
  OR,
  AND,
  AND_NOT,
  MiniSearch,
  getOwnProperty,
  combinators,
  defaultBM25params,
  calcBM25Score,
  termToQuerySpec,
  defaultOptions,
  defaultSearchOptions,
  defaultAutoSuggestOptions,
  defaultVacuumOptions,
  defaultVacuumConditions,
  defaultAutoVacuumOptions,
  assignUniqueTerm,
  assignUniqueTerms,
  byScore,
  createMap,
  objectToNumericMap,
  objectToNumericMapAsync,
  wait,
  SPACE_OR_PUNCTUATION;
var init_es = __esm({
  "node_modules/.pnpm/minisearch@7.2.0/node_modules/minisearch/dist/es/index.js"() {
    ENTRIES = "ENTRIES";
    KEYS = "KEYS";
    VALUES = "VALUES";
    LEAF = "";
    TreeIterator = class {
      constructor(set, type) {
        const node = set._tree;
        const keys = Array.from(node.keys());
        this.set = set;
        this._type = type;
        this._path = keys.length > 0 ? [{ node, keys }] : [];
      }
      next() {
        const value = this.dive();
        this.backtrack();
        return value;
      }
      dive() {
        if (this._path.length === 0) {
          return { done: true, value: void 0 };
        }
        const { node, keys } = last$1(this._path);
        if (last$1(keys) === LEAF) {
          return { done: false, value: this.result() };
        }
        const child = node.get(last$1(keys));
        this._path.push({ node: child, keys: Array.from(child.keys()) });
        return this.dive();
      }
      backtrack() {
        if (this._path.length === 0) {
          return;
        }
        const keys = last$1(this._path).keys;
        keys.pop();
        if (keys.length > 0) {
          return;
        }
        this._path.pop();
        this.backtrack();
      }
      key() {
        return (
          this.set._prefix +
          this._path
            .map(({ keys }) => last$1(keys))
            .filter((key) => key !== LEAF)
            .join("")
        );
      }
      value() {
        return last$1(this._path).node.get(LEAF);
      }
      result() {
        switch (this._type) {
          case VALUES:
            return this.value();
          case KEYS:
            return this.key();
          default:
            return [this.key(), this.value()];
        }
      }
      [Symbol.iterator]() {
        return this;
      }
    };
    last$1 = (array) => {
      return array[array.length - 1];
    };
    fuzzySearch = (node, query, maxDistance) => {
      const results = /* @__PURE__ */ new Map();
      if (query === void 0) return results;
      const n2 = query.length + 1;
      const m = n2 + maxDistance;
      const matrix = new Uint8Array(m * n2).fill(maxDistance + 1);
      for (let j = 0; j < n2; ++j) matrix[j] = j;
      for (let i = 1; i < m; ++i) matrix[i * n2] = i;
      recurse(node, query, maxDistance, results, matrix, 1, n2, "");
      return results;
    };
    recurse = (node, query, maxDistance, results, matrix, m, n2, prefix) => {
      const offset = m * n2;
      key: for (const key of node.keys()) {
        if (key === LEAF) {
          const distance2 = matrix[offset - 1];
          if (distance2 <= maxDistance) {
            results.set(prefix, [node.get(key), distance2]);
          }
        } else {
          let i = m;
          for (let pos = 0; pos < key.length; ++pos, ++i) {
            const char = key[pos];
            const thisRowOffset = n2 * i;
            const prevRowOffset = thisRowOffset - n2;
            let minDistance = matrix[thisRowOffset];
            const jmin = Math.max(0, i - maxDistance - 1);
            const jmax = Math.min(n2 - 1, i + maxDistance);
            for (let j = jmin; j < jmax; ++j) {
              const different = char !== query[j];
              const rpl = matrix[prevRowOffset + j] + +different;
              const del = matrix[prevRowOffset + j + 1] + 1;
              const ins = matrix[thisRowOffset + j] + 1;
              const dist = (matrix[thisRowOffset + j + 1] = Math.min(rpl, del, ins));
              if (dist < minDistance) minDistance = dist;
            }
            if (minDistance > maxDistance) {
              continue key;
            }
          }
          recurse(node.get(key), query, maxDistance, results, matrix, i, n2, prefix + key);
        }
      }
    };
    SearchableMap = class _SearchableMap {
      /**
       * The constructor is normally called without arguments, creating an empty
       * map. In order to create a {@link SearchableMap} from an iterable or from an
       * object, check {@link SearchableMap.from} and {@link
       * SearchableMap.fromObject}.
       *
       * The constructor arguments are for internal use, when creating derived
       * mutable views of a map at a prefix.
       */
      constructor(tree = /* @__PURE__ */ new Map(), prefix = "") {
        this._size = void 0;
        this._tree = tree;
        this._prefix = prefix;
      }
      /**
       * Creates and returns a mutable view of this {@link SearchableMap},
       * containing only entries that share the given prefix.
       *
       * ### Usage:
       *
       * ```javascript
       * let map = new SearchableMap()
       * map.set("unicorn", 1)
       * map.set("universe", 2)
       * map.set("university", 3)
       * map.set("unique", 4)
       * map.set("hello", 5)
       *
       * let uni = map.atPrefix("uni")
       * uni.get("unique") // => 4
       * uni.get("unicorn") // => 1
       * uni.get("hello") // => undefined
       *
       * let univer = map.atPrefix("univer")
       * univer.get("unique") // => undefined
       * univer.get("universe") // => 2
       * univer.get("university") // => 3
       * ```
       *
       * @param prefix  The prefix
       * @return A {@link SearchableMap} representing a mutable view of the original
       * Map at the given prefix
       */
      atPrefix(prefix) {
        if (!prefix.startsWith(this._prefix)) {
          throw new Error("Mismatched prefix");
        }
        const [node, path11] = trackDown(this._tree, prefix.slice(this._prefix.length));
        if (node === void 0) {
          const [parentNode, key] = last(path11);
          for (const k of parentNode.keys()) {
            if (k !== LEAF && k.startsWith(key)) {
              const node2 = /* @__PURE__ */ new Map();
              node2.set(k.slice(key.length), parentNode.get(k));
              return new _SearchableMap(node2, prefix);
            }
          }
        }
        return new _SearchableMap(node, prefix);
      }
      /**
       * @see https://developer.mozilla.org/en-US/docs/Web/JavaScript/Reference/Global_Objects/Map/clear
       */
      clear() {
        this._size = void 0;
        this._tree.clear();
      }
      /**
       * @see https://developer.mozilla.org/en-US/docs/Web/JavaScript/Reference/Global_Objects/Map/delete
       * @param key  Key to delete
       */
      delete(key) {
        this._size = void 0;
        return remove(this._tree, key);
      }
      /**
       * @see https://developer.mozilla.org/en-US/docs/Web/JavaScript/Reference/Global_Objects/Map/entries
       * @return An iterator iterating through `[key, value]` entries.
       */
      entries() {
        return new TreeIterator(this, ENTRIES);
      }
      /**
       * @see https://developer.mozilla.org/en-US/docs/Web/JavaScript/Reference/Global_Objects/Map/forEach
       * @param fn  Iteration function
       */
      forEach(fn) {
        for (const [key, value] of this) {
          fn(key, value, this);
        }
      }
      /**
       * Returns a Map of all the entries that have a key within the given edit
       * distance from the search key. The keys of the returned Map are the matching
       * keys, while the values are two-element arrays where the first element is
       * the value associated to the key, and the second is the edit distance of the
       * key to the search key.
       *
       * ### Usage:
       *
       * ```javascript
       * let map = new SearchableMap()
       * map.set('hello', 'world')
       * map.set('hell', 'yeah')
       * map.set('ciao', 'mondo')
       *
       * // Get all entries that match the key 'hallo' with a maximum edit distance of 2
       * map.fuzzyGet('hallo', 2)
       * // => Map(2) { 'hello' => ['world', 1], 'hell' => ['yeah', 2] }
       *
       * // In the example, the "hello" key has value "world" and edit distance of 1
       * // (change "e" to "a"), the key "hell" has value "yeah" and edit distance of 2
       * // (change "e" to "a", delete "o")
       * ```
       *
       * @param key  The search key
       * @param maxEditDistance  The maximum edit distance (Levenshtein)
       * @return A Map of the matching keys to their value and edit distance
       */
      fuzzyGet(key, maxEditDistance) {
        return fuzzySearch(this._tree, key, maxEditDistance);
      }
      /**
       * @see https://developer.mozilla.org/en-US/docs/Web/JavaScript/Reference/Global_Objects/Map/get
       * @param key  Key to get
       * @return Value associated to the key, or `undefined` if the key is not
       * found.
       */
      get(key) {
        const node = lookup(this._tree, key);
        return node !== void 0 ? node.get(LEAF) : void 0;
      }
      /**
       * @see https://developer.mozilla.org/en-US/docs/Web/JavaScript/Reference/Global_Objects/Map/has
       * @param key  Key
       * @return True if the key is in the map, false otherwise
       */
      has(key) {
        const node = lookup(this._tree, key);
        return node !== void 0 && node.has(LEAF);
      }
      /**
       * @see https://developer.mozilla.org/en-US/docs/Web/JavaScript/Reference/Global_Objects/Map/keys
       * @return An `Iterable` iterating through keys
       */
      keys() {
        return new TreeIterator(this, KEYS);
      }
      /**
       * @see https://developer.mozilla.org/en-US/docs/Web/JavaScript/Reference/Global_Objects/Map/set
       * @param key  Key to set
       * @param value  Value to associate to the key
       * @return The {@link SearchableMap} itself, to allow chaining
       */
      set(key, value) {
        if (typeof key !== "string") {
          throw new Error("key must be a string");
        }
        this._size = void 0;
        const node = createPath(this._tree, key);
        node.set(LEAF, value);
        return this;
      }
      /**
       * @see https://developer.mozilla.org/en-US/docs/Web/JavaScript/Reference/Global_Objects/Map/size
       */
      get size() {
        if (this._size) {
          return this._size;
        }
        this._size = 0;
        const iter = this.entries();
        while (!iter.next().done) this._size += 1;
        return this._size;
      }
      /**
       * Updates the value at the given key using the provided function. The function
       * is called with the current value at the key, and its return value is used as
       * the new value to be set.
       *
       * ### Example:
       *
       * ```javascript
       * // Increment the current value by one
       * searchableMap.update('somekey', (currentValue) => currentValue == null ? 0 : currentValue + 1)
       * ```
       *
       * If the value at the given key is or will be an object, it might not require
       * re-assignment. In that case it is better to use `fetch()`, because it is
       * faster.
       *
       * @param key  The key to update
       * @param fn  The function used to compute the new value from the current one
       * @return The {@link SearchableMap} itself, to allow chaining
       */
      update(key, fn) {
        if (typeof key !== "string") {
          throw new Error("key must be a string");
        }
        this._size = void 0;
        const node = createPath(this._tree, key);
        node.set(LEAF, fn(node.get(LEAF)));
        return this;
      }
      /**
       * Fetches the value of the given key. If the value does not exist, calls the
       * given function to create a new value, which is inserted at the given key
       * and subsequently returned.
       *
       * ### Example:
       *
       * ```javascript
       * const map = searchableMap.fetch('somekey', () => new Map())
       * map.set('foo', 'bar')
       * ```
       *
       * @param key  The key to update
       * @param initial  A function that creates a new value if the key does not exist
       * @return The existing or new value at the given key
       */
      fetch(key, initial) {
        if (typeof key !== "string") {
          throw new Error("key must be a string");
        }
        this._size = void 0;
        const node = createPath(this._tree, key);
        let value = node.get(LEAF);
        if (value === void 0) {
          node.set(LEAF, (value = initial()));
        }
        return value;
      }
      /**
       * @see https://developer.mozilla.org/en-US/docs/Web/JavaScript/Reference/Global_Objects/Map/values
       * @return An `Iterable` iterating through values.
       */
      values() {
        return new TreeIterator(this, VALUES);
      }
      /**
       * @see https://developer.mozilla.org/en-US/docs/Web/JavaScript/Reference/Global_Objects/Map/@@iterator
       */
      [Symbol.iterator]() {
        return this.entries();
      }
      /**
       * Creates a {@link SearchableMap} from an `Iterable` of entries
       *
       * @param entries  Entries to be inserted in the {@link SearchableMap}
       * @return A new {@link SearchableMap} with the given entries
       */
      static from(entries) {
        const tree = new _SearchableMap();
        for (const [key, value] of entries) {
          tree.set(key, value);
        }
        return tree;
      }
      /**
       * Creates a {@link SearchableMap} from the iterable properties of a JavaScript object
       *
       * @param object  Object of entries for the {@link SearchableMap}
       * @return A new {@link SearchableMap} with the given entries
       */
      static fromObject(object) {
        return _SearchableMap.from(Object.entries(object));
      }
    };
    trackDown = (tree, key, path11 = []) => {
      if (key.length === 0 || tree == null) {
        return [tree, path11];
      }
      for (const k of tree.keys()) {
        if (k !== LEAF && key.startsWith(k)) {
          path11.push([tree, k]);
          return trackDown(tree.get(k), key.slice(k.length), path11);
        }
      }
      path11.push([tree, key]);
      return trackDown(void 0, "", path11);
    };
    lookup = (tree, key) => {
      if (key.length === 0 || tree == null) {
        return tree;
      }
      for (const k of tree.keys()) {
        if (k !== LEAF && key.startsWith(k)) {
          return lookup(tree.get(k), key.slice(k.length));
        }
      }
    };
    createPath = (node, key) => {
      const keyLength = key.length;
      outer: for (let pos = 0; node && pos < keyLength;) {
        for (const k of node.keys()) {
          if (k !== LEAF && key[pos] === k[0]) {
            const len = Math.min(keyLength - pos, k.length);
            let offset = 1;
            while (offset < len && key[pos + offset] === k[offset]) ++offset;
            const child2 = node.get(k);
            if (offset === k.length) {
              node = child2;
            } else {
              const intermediate = /* @__PURE__ */ new Map();
              intermediate.set(k.slice(offset), child2);
              node.set(key.slice(pos, pos + offset), intermediate);
              node.delete(k);
              node = intermediate;
            }
            pos += offset;
            continue outer;
          }
        }
        const child = /* @__PURE__ */ new Map();
        node.set(key.slice(pos), child);
        return child;
      }
      return node;
    };
    remove = (tree, key) => {
      const [node, path11] = trackDown(tree, key);
      if (node === void 0) {
        return;
      }
      node.delete(LEAF);
      if (node.size === 0) {
        cleanup(path11);
      } else if (node.size === 1) {
        const [key2, value] = node.entries().next().value;
        merge(path11, key2, value);
      }
    };
    cleanup = (path11) => {
      if (path11.length === 0) {
        return;
      }
      const [node, key] = last(path11);
      node.delete(key);
      if (node.size === 0) {
        cleanup(path11.slice(0, -1));
      } else if (node.size === 1) {
        const [key2, value] = node.entries().next().value;
        if (key2 !== LEAF) {
          merge(path11.slice(0, -1), key2, value);
        }
      }
    };
    merge = (path11, key, value) => {
      if (path11.length === 0) {
        return;
      }
      const [node, nodeKey] = last(path11);
      node.set(nodeKey + key, value);
      node.delete(nodeKey);
    };
    last = (array) => {
      return array[array.length - 1];
    };
    OR = "or";
    AND = "and";
    AND_NOT = "and_not";
    MiniSearch = class _MiniSearch {
      /**
       * @param options  Configuration options
       *
       * ### Examples:
       *
       * ```javascript
       * // Create a search engine that indexes the 'title' and 'text' fields of your
       * // documents:
       * const miniSearch = new MiniSearch({ fields: ['title', 'text'] })
       * ```
       *
       * ### ID Field:
       *
       * ```javascript
       * // Your documents are assumed to include a unique 'id' field, but if you want
       * // to use a different field for document identification, you can set the
       * // 'idField' option:
       * const miniSearch = new MiniSearch({ idField: 'key', fields: ['title', 'text'] })
       * ```
       *
       * ### Options and defaults:
       *
       * ```javascript
       * // The full set of options (here with their default value) is:
       * const miniSearch = new MiniSearch({
       *   // idField: field that uniquely identifies a document
       *   idField: 'id',
       *
       *   // extractField: function used to get the value of a field in a document.
       *   // By default, it assumes the document is a flat object with field names as
       *   // property keys and field values as string property values, but custom logic
       *   // can be implemented by setting this option to a custom extractor function.
       *   extractField: (document, fieldName) => document[fieldName],
       *
       *   // tokenize: function used to split fields into individual terms. By
       *   // default, it is also used to tokenize search queries, unless a specific
       *   // `tokenize` search option is supplied. When tokenizing an indexed field,
       *   // the field name is passed as the second argument.
       *   tokenize: (string, _fieldName) => string.split(SPACE_OR_PUNCTUATION),
       *
       *   // processTerm: function used to process each tokenized term before
       *   // indexing. It can be used for stemming and normalization. Return a falsy
       *   // value in order to discard a term. By default, it is also used to process
       *   // search queries, unless a specific `processTerm` option is supplied as a
       *   // search option. When processing a term from a indexed field, the field
       *   // name is passed as the second argument.
       *   processTerm: (term, _fieldName) => term.toLowerCase(),
       *
       *   // searchOptions: default search options, see the `search` method for
       *   // details
       *   searchOptions: undefined,
       *
       *   // fields: document fields to be indexed. Mandatory, but not set by default
       *   fields: undefined
       *
       *   // storeFields: document fields to be stored and returned as part of the
       *   // search results.
       *   storeFields: []
       * })
       * ```
       */
      constructor(options) {
        if ((options === null || options === void 0 ? void 0 : options.fields) == null) {
          throw new Error('MiniSearch: option "fields" must be provided');
        }
        const autoVacuum =
          options.autoVacuum == null || options.autoVacuum === true ? defaultAutoVacuumOptions : options.autoVacuum;
        this._options = {
          ...defaultOptions,
          ...options,
          autoVacuum,
          searchOptions: { ...defaultSearchOptions, ...(options.searchOptions || {}) },
          autoSuggestOptions: { ...defaultAutoSuggestOptions, ...(options.autoSuggestOptions || {}) },
        };
        this._index = new SearchableMap();
        this._documentCount = 0;
        this._documentIds = /* @__PURE__ */ new Map();
        this._idToShortId = /* @__PURE__ */ new Map();
        this._fieldIds = {};
        this._fieldLength = /* @__PURE__ */ new Map();
        this._avgFieldLength = [];
        this._nextId = 0;
        this._storedFields = /* @__PURE__ */ new Map();
        this._dirtCount = 0;
        this._currentVacuum = null;
        this._enqueuedVacuum = null;
        this._enqueuedVacuumConditions = defaultVacuumConditions;
        this.addFields(this._options.fields);
      }
      /**
       * Adds a document to the index
       *
       * @param document  The document to be indexed
       */
      add(document) {
        const { extractField, stringifyField, tokenize, processTerm, fields, idField } = this._options;
        const id = extractField(document, idField);
        if (id == null) {
          throw new Error(`MiniSearch: document does not have ID field "${idField}"`);
        }
        if (this._idToShortId.has(id)) {
          throw new Error(`MiniSearch: duplicate ID ${id}`);
        }
        const shortDocumentId = this.addDocumentId(id);
        this.saveStoredFields(shortDocumentId, document);
        for (const field of fields) {
          const fieldValue = extractField(document, field);
          if (fieldValue == null) continue;
          const tokens = tokenize(stringifyField(fieldValue, field), field);
          const fieldId = this._fieldIds[field];
          const uniqueTerms = new Set(tokens).size;
          this.addFieldLength(shortDocumentId, fieldId, this._documentCount - 1, uniqueTerms);
          for (const term of tokens) {
            const processedTerm = processTerm(term, field);
            if (Array.isArray(processedTerm)) {
              for (const t2 of processedTerm) {
                this.addTerm(fieldId, shortDocumentId, t2);
              }
            } else if (processedTerm) {
              this.addTerm(fieldId, shortDocumentId, processedTerm);
            }
          }
        }
      }
      /**
       * Adds all the given documents to the index
       *
       * @param documents  An array of documents to be indexed
       */
      addAll(documents) {
        for (const document of documents) this.add(document);
      }
      /**
       * Adds all the given documents to the index asynchronously.
       *
       * Returns a promise that resolves (to `undefined`) when the indexing is done.
       * This method is useful when index many documents, to avoid blocking the main
       * thread. The indexing is performed asynchronously and in chunks.
       *
       * @param documents  An array of documents to be indexed
       * @param options  Configuration options
       * @return A promise resolving to `undefined` when the indexing is done
       */
      addAllAsync(documents, options = {}) {
        const { chunkSize = 10 } = options;
        const acc = { chunk: [], promise: Promise.resolve() };
        const { chunk, promise } = documents.reduce(({ chunk: chunk2, promise: promise2 }, document, i) => {
          chunk2.push(document);
          if ((i + 1) % chunkSize === 0) {
            return {
              chunk: [],
              promise: promise2
                .then(() => new Promise((resolve) => setTimeout(resolve, 0)))
                .then(() => this.addAll(chunk2)),
            };
          } else {
            return { chunk: chunk2, promise: promise2 };
          }
        }, acc);
        return promise.then(() => this.addAll(chunk));
      }
      /**
       * Removes the given document from the index.
       *
       * The document to remove must NOT have changed between indexing and removal,
       * otherwise the index will be corrupted.
       *
       * This method requires passing the full document to be removed (not just the
       * ID), and immediately removes the document from the inverted index, allowing
       * memory to be released. A convenient alternative is {@link
       * MiniSearch#discard}, which needs only the document ID, and has the same
       * visible effect, but delays cleaning up the index until the next vacuuming.
       *
       * @param document  The document to be removed
       */
      remove(document) {
        const { tokenize, processTerm, extractField, stringifyField, fields, idField } = this._options;
        const id = extractField(document, idField);
        if (id == null) {
          throw new Error(`MiniSearch: document does not have ID field "${idField}"`);
        }
        const shortId = this._idToShortId.get(id);
        if (shortId == null) {
          throw new Error(`MiniSearch: cannot remove document with ID ${id}: it is not in the index`);
        }
        for (const field of fields) {
          const fieldValue = extractField(document, field);
          if (fieldValue == null) continue;
          const tokens = tokenize(stringifyField(fieldValue, field), field);
          const fieldId = this._fieldIds[field];
          const uniqueTerms = new Set(tokens).size;
          this.removeFieldLength(shortId, fieldId, this._documentCount, uniqueTerms);
          for (const term of tokens) {
            const processedTerm = processTerm(term, field);
            if (Array.isArray(processedTerm)) {
              for (const t2 of processedTerm) {
                this.removeTerm(fieldId, shortId, t2);
              }
            } else if (processedTerm) {
              this.removeTerm(fieldId, shortId, processedTerm);
            }
          }
        }
        this._storedFields.delete(shortId);
        this._documentIds.delete(shortId);
        this._idToShortId.delete(id);
        this._fieldLength.delete(shortId);
        this._documentCount -= 1;
      }
      /**
       * Removes all the given documents from the index. If called with no arguments,
       * it removes _all_ documents from the index.
       *
       * @param documents  The documents to be removed. If this argument is omitted,
       * all documents are removed. Note that, for removing all documents, it is
       * more efficient to call this method with no arguments than to pass all
       * documents.
       */
      removeAll(documents) {
        if (documents) {
          for (const document of documents) this.remove(document);
        } else if (arguments.length > 0) {
          throw new Error("Expected documents to be present. Omit the argument to remove all documents.");
        } else {
          this._index = new SearchableMap();
          this._documentCount = 0;
          this._documentIds = /* @__PURE__ */ new Map();
          this._idToShortId = /* @__PURE__ */ new Map();
          this._fieldLength = /* @__PURE__ */ new Map();
          this._avgFieldLength = [];
          this._storedFields = /* @__PURE__ */ new Map();
          this._nextId = 0;
        }
      }
      /**
       * Discards the document with the given ID, so it won't appear in search results
       *
       * It has the same visible effect of {@link MiniSearch.remove} (both cause the
       * document to stop appearing in searches), but a different effect on the
       * internal data structures:
       *
       *   - {@link MiniSearch#remove} requires passing the full document to be
       *   removed as argument, and removes it from the inverted index immediately.
       *
       *   - {@link MiniSearch#discard} instead only needs the document ID, and
       *   works by marking the current version of the document as discarded, so it
       *   is immediately ignored by searches. This is faster and more convenient
       *   than {@link MiniSearch#remove}, but the index is not immediately
       *   modified. To take care of that, vacuuming is performed after a certain
       *   number of documents are discarded, cleaning up the index and allowing
       *   memory to be released.
       *
       * After discarding a document, it is possible to re-add a new version, and
       * only the new version will appear in searches. In other words, discarding
       * and re-adding a document works exactly like removing and re-adding it. The
       * {@link MiniSearch.replace} method can also be used to replace a document
       * with a new version.
       *
       * #### Details about vacuuming
       *
       * Repetite calls to this method would leave obsolete document references in
       * the index, invisible to searches. Two mechanisms take care of cleaning up:
       * clean up during search, and vacuuming.
       *
       *   - Upon search, whenever a discarded ID is found (and ignored for the
       *   results), references to the discarded document are removed from the
       *   inverted index entries for the search terms. This ensures that subsequent
       *   searches for the same terms do not need to skip these obsolete references
       *   again.
       *
       *   - In addition, vacuuming is performed automatically by default (see the
       *   `autoVacuum` field in {@link Options}) after a certain number of
       *   documents are discarded. Vacuuming traverses all terms in the index,
       *   cleaning up all references to discarded documents. Vacuuming can also be
       *   triggered manually by calling {@link MiniSearch#vacuum}.
       *
       * @param id  The ID of the document to be discarded
       */
      discard(id) {
        const shortId = this._idToShortId.get(id);
        if (shortId == null) {
          throw new Error(`MiniSearch: cannot discard document with ID ${id}: it is not in the index`);
        }
        this._idToShortId.delete(id);
        this._documentIds.delete(shortId);
        this._storedFields.delete(shortId);
        (this._fieldLength.get(shortId) || []).forEach((fieldLength, fieldId) => {
          this.removeFieldLength(shortId, fieldId, this._documentCount, fieldLength);
        });
        this._fieldLength.delete(shortId);
        this._documentCount -= 1;
        this._dirtCount += 1;
        this.maybeAutoVacuum();
      }
      maybeAutoVacuum() {
        if (this._options.autoVacuum === false) {
          return;
        }
        const { minDirtFactor, minDirtCount, batchSize, batchWait } = this._options.autoVacuum;
        this.conditionalVacuum({ batchSize, batchWait }, { minDirtCount, minDirtFactor });
      }
      /**
       * Discards the documents with the given IDs, so they won't appear in search
       * results
       *
       * It is equivalent to calling {@link MiniSearch#discard} for all the given
       * IDs, but with the optimization of triggering at most one automatic
       * vacuuming at the end.
       *
       * Note: to remove all documents from the index, it is faster and more
       * convenient to call {@link MiniSearch.removeAll} with no argument, instead
       * of passing all IDs to this method.
       */
      discardAll(ids) {
        const autoVacuum = this._options.autoVacuum;
        try {
          this._options.autoVacuum = false;
          for (const id of ids) {
            this.discard(id);
          }
        } finally {
          this._options.autoVacuum = autoVacuum;
        }
        this.maybeAutoVacuum();
      }
      /**
       * It replaces an existing document with the given updated version
       *
       * It works by discarding the current version and adding the updated one, so
       * it is functionally equivalent to calling {@link MiniSearch#discard}
       * followed by {@link MiniSearch#add}. The ID of the updated document should
       * be the same as the original one.
       *
       * Since it uses {@link MiniSearch#discard} internally, this method relies on
       * vacuuming to clean up obsolete document references from the index, allowing
       * memory to be released (see {@link MiniSearch#discard}).
       *
       * @param updatedDocument  The updated document to replace the old version
       * with
       */
      replace(updatedDocument) {
        const { idField, extractField } = this._options;
        const id = extractField(updatedDocument, idField);
        this.discard(id);
        this.add(updatedDocument);
      }
      /**
       * Triggers a manual vacuuming, cleaning up references to discarded documents
       * from the inverted index
       *
       * Vacuuming is only useful for applications that use the {@link
       * MiniSearch#discard} or {@link MiniSearch#replace} methods.
       *
       * By default, vacuuming is performed automatically when needed (controlled by
       * the `autoVacuum` field in {@link Options}), so there is usually no need to
       * call this method, unless one wants to make sure to perform vacuuming at a
       * specific moment.
       *
       * Vacuuming traverses all terms in the inverted index in batches, and cleans
       * up references to discarded documents from the posting list, allowing memory
       * to be released.
       *
       * The method takes an optional object as argument with the following keys:
       *
       *   - `batchSize`: the size of each batch (1000 by default)
       *
       *   - `batchWait`: the number of milliseconds to wait between batches (10 by
       *   default)
       *
       * On large indexes, vacuuming could have a non-negligible cost: batching
       * avoids blocking the thread for long, diluting this cost so that it is not
       * negatively affecting the application. Nonetheless, this method should only
       * be called when necessary, and relying on automatic vacuuming is usually
       * better.
       *
       * It returns a promise that resolves (to undefined) when the clean up is
       * completed. If vacuuming is already ongoing at the time this method is
       * called, a new one is enqueued immediately after the ongoing one, and a
       * corresponding promise is returned. However, no more than one vacuuming is
       * enqueued on top of the ongoing one, even if this method is called more
       * times (enqueuing multiple ones would be useless).
       *
       * @param options  Configuration options for the batch size and delay. See
       * {@link VacuumOptions}.
       */
      vacuum(options = {}) {
        return this.conditionalVacuum(options);
      }
      conditionalVacuum(options, conditions) {
        if (this._currentVacuum) {
          this._enqueuedVacuumConditions = this._enqueuedVacuumConditions && conditions;
          if (this._enqueuedVacuum != null) {
            return this._enqueuedVacuum;
          }
          this._enqueuedVacuum = this._currentVacuum.then(() => {
            const conditions2 = this._enqueuedVacuumConditions;
            this._enqueuedVacuumConditions = defaultVacuumConditions;
            return this.performVacuuming(options, conditions2);
          });
          return this._enqueuedVacuum;
        }
        if (this.vacuumConditionsMet(conditions) === false) {
          return Promise.resolve();
        }
        this._currentVacuum = this.performVacuuming(options);
        return this._currentVacuum;
      }
      async performVacuuming(options, conditions) {
        const initialDirtCount = this._dirtCount;
        if (this.vacuumConditionsMet(conditions)) {
          const batchSize = options.batchSize || defaultVacuumOptions.batchSize;
          const batchWait = options.batchWait || defaultVacuumOptions.batchWait;
          let i = 1;
          for (const [term, fieldsData] of this._index) {
            for (const [fieldId, fieldIndex] of fieldsData) {
              for (const [shortId] of fieldIndex) {
                if (this._documentIds.has(shortId)) {
                  continue;
                }
                if (fieldIndex.size <= 1) {
                  fieldsData.delete(fieldId);
                } else {
                  fieldIndex.delete(shortId);
                }
              }
            }
            if (this._index.get(term).size === 0) {
              this._index.delete(term);
            }
            if (i % batchSize === 0) {
              await new Promise((resolve) => setTimeout(resolve, batchWait));
            }
            i += 1;
          }
          this._dirtCount -= initialDirtCount;
        }
        await null;
        this._currentVacuum = this._enqueuedVacuum;
        this._enqueuedVacuum = null;
      }
      vacuumConditionsMet(conditions) {
        if (conditions == null) {
          return true;
        }
        let { minDirtCount, minDirtFactor } = conditions;
        minDirtCount = minDirtCount || defaultAutoVacuumOptions.minDirtCount;
        minDirtFactor = minDirtFactor || defaultAutoVacuumOptions.minDirtFactor;
        return this.dirtCount >= minDirtCount && this.dirtFactor >= minDirtFactor;
      }
      /**
       * Is `true` if a vacuuming operation is ongoing, `false` otherwise
       */
      get isVacuuming() {
        return this._currentVacuum != null;
      }
      /**
       * The number of documents discarded since the most recent vacuuming
       */
      get dirtCount() {
        return this._dirtCount;
      }
      /**
       * A number between 0 and 1 giving an indication about the proportion of
       * documents that are discarded, and can therefore be cleaned up by vacuuming.
       * A value close to 0 means that the index is relatively clean, while a higher
       * value means that the index is relatively dirty, and vacuuming could release
       * memory.
       */
      get dirtFactor() {
        return this._dirtCount / (1 + this._documentCount + this._dirtCount);
      }
      /**
       * Returns `true` if a document with the given ID is present in the index and
       * available for search, `false` otherwise
       *
       * @param id  The document ID
       */
      has(id) {
        return this._idToShortId.has(id);
      }
      /**
       * Returns the stored fields (as configured in the `storeFields` constructor
       * option) for the given document ID. Returns `undefined` if the document is
       * not present in the index.
       *
       * @param id  The document ID
       */
      getStoredFields(id) {
        const shortId = this._idToShortId.get(id);
        if (shortId == null) {
          return void 0;
        }
        return this._storedFields.get(shortId);
      }
      /**
       * Search for documents matching the given search query.
       *
       * The result is a list of scored document IDs matching the query, sorted by
       * descending score, and each including data about which terms were matched and
       * in which fields.
       *
       * ### Basic usage:
       *
       * ```javascript
       * // Search for "zen art motorcycle" with default options: terms have to match
       * // exactly, and individual terms are joined with OR
       * miniSearch.search('zen art motorcycle')
       * // => [ { id: 2, score: 2.77258, match: { ... } }, { id: 4, score: 1.38629, match: { ... } } ]
       * ```
       *
       * ### Restrict search to specific fields:
       *
       * ```javascript
       * // Search only in the 'title' field
       * miniSearch.search('zen', { fields: ['title'] })
       * ```
       *
       * ### Field boosting:
       *
       * ```javascript
       * // Boost a field
       * miniSearch.search('zen', { boost: { title: 2 } })
       * ```
       *
       * ### Prefix search:
       *
       * ```javascript
       * // Search for "moto" with prefix search (it will match documents
       * // containing terms that start with "moto" or "neuro")
       * miniSearch.search('moto neuro', { prefix: true })
       * ```
       *
       * ### Fuzzy search:
       *
       * ```javascript
       * // Search for "ismael" with fuzzy search (it will match documents containing
       * // terms similar to "ismael", with a maximum edit distance of 0.2 term.length
       * // (rounded to nearest integer)
       * miniSearch.search('ismael', { fuzzy: 0.2 })
       * ```
       *
       * ### Combining strategies:
       *
       * ```javascript
       * // Mix of exact match, prefix search, and fuzzy search
       * miniSearch.search('ismael mob', {
       *  prefix: true,
       *  fuzzy: 0.2
       * })
       * ```
       *
       * ### Advanced prefix and fuzzy search:
       *
       * ```javascript
       * // Perform fuzzy and prefix search depending on the search term. Here
       * // performing prefix and fuzzy search only on terms longer than 3 characters
       * miniSearch.search('ismael mob', {
       *  prefix: term => term.length > 3
       *  fuzzy: term => term.length > 3 ? 0.2 : null
       * })
       * ```
       *
       * ### Combine with AND:
       *
       * ```javascript
       * // Combine search terms with AND (to match only documents that contain both
       * // "motorcycle" and "art")
       * miniSearch.search('motorcycle art', { combineWith: 'AND' })
       * ```
       *
       * ### Combine with AND_NOT:
       *
       * There is also an AND_NOT combinator, that finds documents that match the
       * first term, but do not match any of the other terms. This combinator is
       * rarely useful with simple queries, and is meant to be used with advanced
       * query combinations (see later for more details).
       *
       * ### Filtering results:
       *
       * ```javascript
       * // Filter only results in the 'fiction' category (assuming that 'category'
       * // is a stored field)
       * miniSearch.search('motorcycle art', {
       *   filter: (result) => result.category === 'fiction'
       * })
       * ```
       *
       * ### Wildcard query
       *
       * Searching for an empty string (assuming the default tokenizer) returns no
       * results. Sometimes though, one needs to match all documents, like in a
       * "wildcard" search. This is possible by passing the special value
       * {@link MiniSearch.wildcard} as the query:
       *
       * ```javascript
       * // Return search results for all documents
       * miniSearch.search(MiniSearch.wildcard)
       * ```
       *
       * Note that search options such as `filter` and `boostDocument` are still
       * applied, influencing which results are returned, and their order:
       *
       * ```javascript
       * // Return search results for all documents in the 'fiction' category
       * miniSearch.search(MiniSearch.wildcard, {
       *   filter: (result) => result.category === 'fiction'
       * })
       * ```
       *
       * ### Advanced combination of queries:
       *
       * It is possible to combine different subqueries with OR, AND, and AND_NOT,
       * and even with different search options, by passing a query expression
       * tree object as the first argument, instead of a string.
       *
       * ```javascript
       * // Search for documents that contain "zen" and ("motorcycle" or "archery")
       * miniSearch.search({
       *   combineWith: 'AND',
       *   queries: [
       *     'zen',
       *     {
       *       combineWith: 'OR',
       *       queries: ['motorcycle', 'archery']
       *     }
       *   ]
       * })
       *
       * // Search for documents that contain ("apple" or "pear") but not "juice" and
       * // not "tree"
       * miniSearch.search({
       *   combineWith: 'AND_NOT',
       *   queries: [
       *     {
       *       combineWith: 'OR',
       *       queries: ['apple', 'pear']
       *     },
       *     'juice',
       *     'tree'
       *   ]
       * })
       * ```
       *
       * Each node in the expression tree can be either a string, or an object that
       * supports all {@link SearchOptions} fields, plus a `queries` array field for
       * subqueries.
       *
       * Note that, while this can become complicated to do by hand for complex or
       * deeply nested queries, it provides a formalized expression tree API for
       * external libraries that implement a parser for custom query languages.
       *
       * @param query  Search query
       * @param searchOptions  Search options. Each option, if not given, defaults to the corresponding value of `searchOptions` given to the constructor, or to the library default.
       */
      search(query, searchOptions = {}) {
        const { searchOptions: globalSearchOptions } = this._options;
        const searchOptionsWithDefaults = { ...globalSearchOptions, ...searchOptions };
        const rawResults = this.executeQuery(query, searchOptions);
        const results = [];
        for (const [docId, { score, terms, match: match2 }] of rawResults) {
          const quality = terms.length || 1;
          const result = {
            id: this._documentIds.get(docId),
            score: score * quality,
            terms: Object.keys(match2),
            queryTerms: terms,
            match: match2,
          };
          Object.assign(result, this._storedFields.get(docId));
          if (searchOptionsWithDefaults.filter == null || searchOptionsWithDefaults.filter(result)) {
            results.push(result);
          }
        }
        if (query === _MiniSearch.wildcard && searchOptionsWithDefaults.boostDocument == null) {
          return results;
        }
        results.sort(byScore);
        return results;
      }
      /**
       * Provide suggestions for the given search query
       *
       * The result is a list of suggested modified search queries, derived from the
       * given search query, each with a relevance score, sorted by descending score.
       *
       * By default, it uses the same options used for search, except that by
       * default it performs prefix search on the last term of the query, and
       * combine terms with `'AND'` (requiring all query terms to match). Custom
       * options can be passed as a second argument. Defaults can be changed upon
       * calling the {@link MiniSearch} constructor, by passing a
       * `autoSuggestOptions` option.
       *
       * ### Basic usage:
       *
       * ```javascript
       * // Get suggestions for 'neuro':
       * miniSearch.autoSuggest('neuro')
       * // => [ { suggestion: 'neuromancer', terms: [ 'neuromancer' ], score: 0.46240 } ]
       * ```
       *
       * ### Multiple words:
       *
       * ```javascript
       * // Get suggestions for 'zen ar':
       * miniSearch.autoSuggest('zen ar')
       * // => [
       * //  { suggestion: 'zen archery art', terms: [ 'zen', 'archery', 'art' ], score: 1.73332 },
       * //  { suggestion: 'zen art', terms: [ 'zen', 'art' ], score: 1.21313 }
       * // ]
       * ```
       *
       * ### Fuzzy suggestions:
       *
       * ```javascript
       * // Correct spelling mistakes using fuzzy search:
       * miniSearch.autoSuggest('neromancer', { fuzzy: 0.2 })
       * // => [ { suggestion: 'neuromancer', terms: [ 'neuromancer' ], score: 1.03998 } ]
       * ```
       *
       * ### Filtering:
       *
       * ```javascript
       * // Get suggestions for 'zen ar', but only within the 'fiction' category
       * // (assuming that 'category' is a stored field):
       * miniSearch.autoSuggest('zen ar', {
       *   filter: (result) => result.category === 'fiction'
       * })
       * // => [
       * //  { suggestion: 'zen archery art', terms: [ 'zen', 'archery', 'art' ], score: 1.73332 },
       * //  { suggestion: 'zen art', terms: [ 'zen', 'art' ], score: 1.21313 }
       * // ]
       * ```
       *
       * @param queryString  Query string to be expanded into suggestions
       * @param options  Search options. The supported options and default values
       * are the same as for the {@link MiniSearch#search} method, except that by
       * default prefix search is performed on the last term in the query, and terms
       * are combined with `'AND'`.
       * @return  A sorted array of suggestions sorted by relevance score.
       */
      autoSuggest(queryString, options = {}) {
        options = { ...this._options.autoSuggestOptions, ...options };
        const suggestions = /* @__PURE__ */ new Map();
        for (const { score, terms } of this.search(queryString, options)) {
          const phrase = terms.join(" ");
          const suggestion = suggestions.get(phrase);
          if (suggestion != null) {
            suggestion.score += score;
            suggestion.count += 1;
          } else {
            suggestions.set(phrase, { score, terms, count: 1 });
          }
        }
        const results = [];
        for (const [suggestion, { score, terms, count }] of suggestions) {
          results.push({ suggestion, terms, score: score / count });
        }
        results.sort(byScore);
        return results;
      }
      /**
       * Total number of documents available to search
       */
      get documentCount() {
        return this._documentCount;
      }
      /**
       * Number of terms in the index
       */
      get termCount() {
        return this._index.size;
      }
      /**
       * Deserializes a JSON index (serialized with `JSON.stringify(miniSearch)`)
       * and instantiates a MiniSearch instance. It should be given the same options
       * originally used when serializing the index.
       *
       * ### Usage:
       *
       * ```javascript
       * // If the index was serialized with:
       * let miniSearch = new MiniSearch({ fields: ['title', 'text'] })
       * miniSearch.addAll(documents)
       *
       * const json = JSON.stringify(miniSearch)
       * // It can later be deserialized like this:
       * miniSearch = MiniSearch.loadJSON(json, { fields: ['title', 'text'] })
       * ```
       *
       * @param json  JSON-serialized index
       * @param options  configuration options, same as the constructor
       * @return An instance of MiniSearch deserialized from the given JSON.
       */
      static loadJSON(json, options) {
        if (options == null) {
          throw new Error("MiniSearch: loadJSON should be given the same options used when serializing the index");
        }
        return this.loadJS(JSON.parse(json), options);
      }
      /**
       * Async equivalent of {@link MiniSearch.loadJSON}
       *
       * This function is an alternative to {@link MiniSearch.loadJSON} that returns
       * a promise, and loads the index in batches, leaving pauses between them to avoid
       * blocking the main thread. It tends to be slower than the synchronous
       * version, but does not block the main thread, so it can be a better choice
       * when deserializing very large indexes.
       *
       * @param json  JSON-serialized index
       * @param options  configuration options, same as the constructor
       * @return A Promise that will resolve to an instance of MiniSearch deserialized from the given JSON.
       */
      static async loadJSONAsync(json, options) {
        if (options == null) {
          throw new Error("MiniSearch: loadJSON should be given the same options used when serializing the index");
        }
        return this.loadJSAsync(JSON.parse(json), options);
      }
      /**
       * Returns the default value of an option. It will throw an error if no option
       * with the given name exists.
       *
       * @param optionName  Name of the option
       * @return The default value of the given option
       *
       * ### Usage:
       *
       * ```javascript
       * // Get default tokenizer
       * MiniSearch.getDefault('tokenize')
       *
       * // Get default term processor
       * MiniSearch.getDefault('processTerm')
       *
       * // Unknown options will throw an error
       * MiniSearch.getDefault('notExisting')
       * // => throws 'MiniSearch: unknown option "notExisting"'
       * ```
       */
      static getDefault(optionName) {
        if (defaultOptions.hasOwnProperty(optionName)) {
          return getOwnProperty(defaultOptions, optionName);
        } else {
          throw new Error(`MiniSearch: unknown option "${optionName}"`);
        }
      }
      /**
       * @ignore
       */
      static loadJS(js, options) {
        const { index, documentIds, fieldLength, storedFields, serializationVersion } = js;
        const miniSearch = this.instantiateMiniSearch(js, options);
        miniSearch._documentIds = objectToNumericMap(documentIds);
        miniSearch._fieldLength = objectToNumericMap(fieldLength);
        miniSearch._storedFields = objectToNumericMap(storedFields);
        for (const [shortId, id] of miniSearch._documentIds) {
          miniSearch._idToShortId.set(id, shortId);
        }
        for (const [term, data] of index) {
          const dataMap = /* @__PURE__ */ new Map();
          for (const fieldId of Object.keys(data)) {
            let indexEntry = data[fieldId];
            if (serializationVersion === 1) {
              indexEntry = indexEntry.ds;
            }
            dataMap.set(parseInt(fieldId, 10), objectToNumericMap(indexEntry));
          }
          miniSearch._index.set(term, dataMap);
        }
        return miniSearch;
      }
      /**
       * @ignore
       */
      static async loadJSAsync(js, options) {
        const { index, documentIds, fieldLength, storedFields, serializationVersion } = js;
        const miniSearch = this.instantiateMiniSearch(js, options);
        miniSearch._documentIds = await objectToNumericMapAsync(documentIds);
        miniSearch._fieldLength = await objectToNumericMapAsync(fieldLength);
        miniSearch._storedFields = await objectToNumericMapAsync(storedFields);
        for (const [shortId, id] of miniSearch._documentIds) {
          miniSearch._idToShortId.set(id, shortId);
        }
        let count = 0;
        for (const [term, data] of index) {
          const dataMap = /* @__PURE__ */ new Map();
          for (const fieldId of Object.keys(data)) {
            let indexEntry = data[fieldId];
            if (serializationVersion === 1) {
              indexEntry = indexEntry.ds;
            }
            dataMap.set(parseInt(fieldId, 10), await objectToNumericMapAsync(indexEntry));
          }
          if (++count % 1e3 === 0) await wait(0);
          miniSearch._index.set(term, dataMap);
        }
        return miniSearch;
      }
      /**
       * @ignore
       */
      static instantiateMiniSearch(js, options) {
        const { documentCount, nextId, fieldIds, averageFieldLength, dirtCount, serializationVersion } = js;
        if (serializationVersion !== 1 && serializationVersion !== 2) {
          throw new Error("MiniSearch: cannot deserialize an index created with an incompatible version");
        }
        const miniSearch = new _MiniSearch(options);
        miniSearch._documentCount = documentCount;
        miniSearch._nextId = nextId;
        miniSearch._idToShortId = /* @__PURE__ */ new Map();
        miniSearch._fieldIds = fieldIds;
        miniSearch._avgFieldLength = averageFieldLength;
        miniSearch._dirtCount = dirtCount || 0;
        miniSearch._index = new SearchableMap();
        return miniSearch;
      }
      /**
       * @ignore
       */
      executeQuery(query, searchOptions = {}) {
        if (query === _MiniSearch.wildcard) {
          return this.executeWildcardQuery(searchOptions);
        }
        if (typeof query !== "string") {
          const options2 = { ...searchOptions, ...query, queries: void 0 };
          const results2 = query.queries.map((subquery) => this.executeQuery(subquery, options2));
          return this.combineResults(results2, options2.combineWith);
        }
        const { tokenize, processTerm, searchOptions: globalSearchOptions } = this._options;
        const options = { tokenize, processTerm, ...globalSearchOptions, ...searchOptions };
        const { tokenize: searchTokenize, processTerm: searchProcessTerm } = options;
        const terms = searchTokenize(query)
          .flatMap((term) => searchProcessTerm(term))
          .filter((term) => !!term);
        const queries = terms.map(termToQuerySpec(options));
        const results = queries.map((query2) => this.executeQuerySpec(query2, options));
        return this.combineResults(results, options.combineWith);
      }
      /**
       * @ignore
       */
      executeQuerySpec(query, searchOptions) {
        const options = { ...this._options.searchOptions, ...searchOptions };
        const boosts = (options.fields || this._options.fields).reduce(
          (boosts2, field) => ({ ...boosts2, [field]: getOwnProperty(options.boost, field) || 1 }),
          {},
        );
        const { boostDocument, weights, maxFuzzy, bm25: bm25params } = options;
        const { fuzzy: fuzzyWeight, prefix: prefixWeight } = { ...defaultSearchOptions.weights, ...weights };
        const data = this._index.get(query.term);
        const results = this.termResults(
          query.term,
          query.term,
          1,
          query.termBoost,
          data,
          boosts,
          boostDocument,
          bm25params,
        );
        let prefixMatches;
        let fuzzyMatches;
        if (query.prefix) {
          prefixMatches = this._index.atPrefix(query.term);
        }
        if (query.fuzzy) {
          const fuzzy = query.fuzzy === true ? 0.2 : query.fuzzy;
          const maxDistance = fuzzy < 1 ? Math.min(maxFuzzy, Math.round(query.term.length * fuzzy)) : fuzzy;
          if (maxDistance) fuzzyMatches = this._index.fuzzyGet(query.term, maxDistance);
        }
        if (prefixMatches) {
          for (const [term, data2] of prefixMatches) {
            const distance2 = term.length - query.term.length;
            if (!distance2) {
              continue;
            }
            fuzzyMatches === null || fuzzyMatches === void 0 ? void 0 : fuzzyMatches.delete(term);
            const weight = (prefixWeight * term.length) / (term.length + 0.3 * distance2);
            this.termResults(
              query.term,
              term,
              weight,
              query.termBoost,
              data2,
              boosts,
              boostDocument,
              bm25params,
              results,
            );
          }
        }
        if (fuzzyMatches) {
          for (const term of fuzzyMatches.keys()) {
            const [data2, distance2] = fuzzyMatches.get(term);
            if (!distance2) {
              continue;
            }
            const weight = (fuzzyWeight * term.length) / (term.length + distance2);
            this.termResults(
              query.term,
              term,
              weight,
              query.termBoost,
              data2,
              boosts,
              boostDocument,
              bm25params,
              results,
            );
          }
        }
        return results;
      }
      /**
       * @ignore
       */
      executeWildcardQuery(searchOptions) {
        const results = /* @__PURE__ */ new Map();
        const options = { ...this._options.searchOptions, ...searchOptions };
        for (const [shortId, id] of this._documentIds) {
          const score = options.boostDocument ? options.boostDocument(id, "", this._storedFields.get(shortId)) : 1;
          results.set(shortId, {
            score,
            terms: [],
            match: {},
          });
        }
        return results;
      }
      /**
       * @ignore
       */
      combineResults(results, combineWith = OR) {
        if (results.length === 0) {
          return /* @__PURE__ */ new Map();
        }
        const operator = combineWith.toLowerCase();
        const combinator = combinators[operator];
        if (!combinator) {
          throw new Error(`Invalid combination operator: ${combineWith}`);
        }
        return results.reduce(combinator) || /* @__PURE__ */ new Map();
      }
      /**
       * Allows serialization of the index to JSON, to possibly store it and later
       * deserialize it with {@link MiniSearch.loadJSON}.
       *
       * Normally one does not directly call this method, but rather call the
       * standard JavaScript `JSON.stringify()` passing the {@link MiniSearch}
       * instance, and JavaScript will internally call this method. Upon
       * deserialization, one must pass to {@link MiniSearch.loadJSON} the same
       * options used to create the original instance that was serialized.
       *
       * ### Usage:
       *
       * ```javascript
       * // Serialize the index:
       * let miniSearch = new MiniSearch({ fields: ['title', 'text'] })
       * miniSearch.addAll(documents)
       * const json = JSON.stringify(miniSearch)
       *
       * // Later, to deserialize it:
       * miniSearch = MiniSearch.loadJSON(json, { fields: ['title', 'text'] })
       * ```
       *
       * @return A plain-object serializable representation of the search index.
       */
      toJSON() {
        const index = [];
        for (const [term, fieldIndex] of this._index) {
          const data = {};
          for (const [fieldId, freqs] of fieldIndex) {
            data[fieldId] = Object.fromEntries(freqs);
          }
          index.push([term, data]);
        }
        return {
          documentCount: this._documentCount,
          nextId: this._nextId,
          documentIds: Object.fromEntries(this._documentIds),
          fieldIds: this._fieldIds,
          fieldLength: Object.fromEntries(this._fieldLength),
          averageFieldLength: this._avgFieldLength,
          storedFields: Object.fromEntries(this._storedFields),
          dirtCount: this._dirtCount,
          index,
          serializationVersion: 2,
        };
      }
      /**
       * @ignore
       */
      termResults(
        sourceTerm,
        derivedTerm,
        termWeight,
        termBoost,
        fieldTermData,
        fieldBoosts,
        boostDocumentFn,
        bm25params,
        results = /* @__PURE__ */ new Map(),
      ) {
        if (fieldTermData == null) return results;
        for (const field of Object.keys(fieldBoosts)) {
          const fieldBoost = fieldBoosts[field];
          const fieldId = this._fieldIds[field];
          const fieldTermFreqs = fieldTermData.get(fieldId);
          if (fieldTermFreqs == null) continue;
          let matchingFields = fieldTermFreqs.size;
          const avgFieldLength = this._avgFieldLength[fieldId];
          for (const docId of fieldTermFreqs.keys()) {
            if (!this._documentIds.has(docId)) {
              this.removeTerm(fieldId, docId, derivedTerm);
              matchingFields -= 1;
              continue;
            }
            const docBoost = boostDocumentFn
              ? boostDocumentFn(this._documentIds.get(docId), derivedTerm, this._storedFields.get(docId))
              : 1;
            if (!docBoost) continue;
            const termFreq = fieldTermFreqs.get(docId);
            const fieldLength = this._fieldLength.get(docId)[fieldId];
            const rawScore = calcBM25Score(
              termFreq,
              matchingFields,
              this._documentCount,
              fieldLength,
              avgFieldLength,
              bm25params,
            );
            const weightedScore = termWeight * termBoost * fieldBoost * docBoost * rawScore;
            const result = results.get(docId);
            if (result) {
              result.score += weightedScore;
              assignUniqueTerm(result.terms, sourceTerm);
              const match2 = getOwnProperty(result.match, derivedTerm);
              if (match2) {
                match2.push(field);
              } else {
                result.match[derivedTerm] = [field];
              }
            } else {
              results.set(docId, {
                score: weightedScore,
                terms: [sourceTerm],
                match: { [derivedTerm]: [field] },
              });
            }
          }
        }
        return results;
      }
      /**
       * @ignore
       */
      addTerm(fieldId, documentId, term) {
        const indexData = this._index.fetch(term, createMap);
        let fieldIndex = indexData.get(fieldId);
        if (fieldIndex == null) {
          fieldIndex = /* @__PURE__ */ new Map();
          fieldIndex.set(documentId, 1);
          indexData.set(fieldId, fieldIndex);
        } else {
          const docs = fieldIndex.get(documentId);
          fieldIndex.set(documentId, (docs || 0) + 1);
        }
      }
      /**
       * @ignore
       */
      removeTerm(fieldId, documentId, term) {
        if (!this._index.has(term)) {
          this.warnDocumentChanged(documentId, fieldId, term);
          return;
        }
        const indexData = this._index.fetch(term, createMap);
        const fieldIndex = indexData.get(fieldId);
        if (fieldIndex == null || fieldIndex.get(documentId) == null) {
          this.warnDocumentChanged(documentId, fieldId, term);
        } else if (fieldIndex.get(documentId) <= 1) {
          if (fieldIndex.size <= 1) {
            indexData.delete(fieldId);
          } else {
            fieldIndex.delete(documentId);
          }
        } else {
          fieldIndex.set(documentId, fieldIndex.get(documentId) - 1);
        }
        if (this._index.get(term).size === 0) {
          this._index.delete(term);
        }
      }
      /**
       * @ignore
       */
      warnDocumentChanged(shortDocumentId, fieldId, term) {
        for (const fieldName of Object.keys(this._fieldIds)) {
          if (this._fieldIds[fieldName] === fieldId) {
            this._options.logger(
              "warn",
              `MiniSearch: document with ID ${this._documentIds.get(shortDocumentId)} has changed before removal: term "${term}" was not present in field "${fieldName}". Removing a document after it has changed can corrupt the index!`,
              "version_conflict",
            );
            return;
          }
        }
      }
      /**
       * @ignore
       */
      addDocumentId(documentId) {
        const shortDocumentId = this._nextId;
        this._idToShortId.set(documentId, shortDocumentId);
        this._documentIds.set(shortDocumentId, documentId);
        this._documentCount += 1;
        this._nextId += 1;
        return shortDocumentId;
      }
      /**
       * @ignore
       */
      addFields(fields) {
        for (let i = 0; i < fields.length; i++) {
          this._fieldIds[fields[i]] = i;
        }
      }
      /**
       * @ignore
       */
      addFieldLength(documentId, fieldId, count, length) {
        let fieldLengths = this._fieldLength.get(documentId);
        if (fieldLengths == null) this._fieldLength.set(documentId, (fieldLengths = []));
        fieldLengths[fieldId] = length;
        const averageFieldLength = this._avgFieldLength[fieldId] || 0;
        const totalFieldLength = averageFieldLength * count + length;
        this._avgFieldLength[fieldId] = totalFieldLength / (count + 1);
      }
      /**
       * @ignore
       */
      removeFieldLength(documentId, fieldId, count, length) {
        if (count === 1) {
          this._avgFieldLength[fieldId] = 0;
          return;
        }
        const totalFieldLength = this._avgFieldLength[fieldId] * count - length;
        this._avgFieldLength[fieldId] = totalFieldLength / (count - 1);
      }
      /**
       * @ignore
       */
      saveStoredFields(documentId, doc) {
        const { storeFields, extractField } = this._options;
        if (storeFields == null || storeFields.length === 0) {
          return;
        }
        let documentFields = this._storedFields.get(documentId);
        if (documentFields == null) this._storedFields.set(documentId, (documentFields = {}));
        for (const fieldName of storeFields) {
          const fieldValue = extractField(doc, fieldName);
          if (fieldValue !== void 0) documentFields[fieldName] = fieldValue;
        }
      }
    };
    MiniSearch.wildcard = /* @__PURE__ */ Symbol("*");
    getOwnProperty = (object, property) =>
      Object.prototype.hasOwnProperty.call(object, property) ? object[property] : void 0;
    combinators = {
      [OR]: (a, b) => {
        for (const docId of b.keys()) {
          const existing = a.get(docId);
          if (existing == null) {
            a.set(docId, b.get(docId));
          } else {
            const { score, terms, match: match2 } = b.get(docId);
            existing.score = existing.score + score;
            existing.match = Object.assign(existing.match, match2);
            assignUniqueTerms(existing.terms, terms);
          }
        }
        return a;
      },
      [AND]: (a, b) => {
        const combined = /* @__PURE__ */ new Map();
        for (const docId of b.keys()) {
          const existing = a.get(docId);
          if (existing == null) continue;
          const { score, terms, match: match2 } = b.get(docId);
          assignUniqueTerms(existing.terms, terms);
          combined.set(docId, {
            score: existing.score + score,
            terms: existing.terms,
            match: Object.assign(existing.match, match2),
          });
        }
        return combined;
      },
      [AND_NOT]: (a, b) => {
        for (const docId of b.keys()) a.delete(docId);
        return a;
      },
    };
    defaultBM25params = { k: 1.2, b: 0.7, d: 0.5 };
    calcBM25Score = (termFreq, matchingCount, totalCount, fieldLength, avgFieldLength, bm25params) => {
      const { k, b, d } = bm25params;
      const invDocFreq = Math.log(1 + (totalCount - matchingCount + 0.5) / (matchingCount + 0.5));
      return invDocFreq * (d + (termFreq * (k + 1)) / (termFreq + k * (1 - b + (b * fieldLength) / avgFieldLength)));
    };
    termToQuerySpec = (options) => (term, i, terms) => {
      const fuzzy = typeof options.fuzzy === "function" ? options.fuzzy(term, i, terms) : options.fuzzy || false;
      const prefix = typeof options.prefix === "function" ? options.prefix(term, i, terms) : options.prefix === true;
      const termBoost = typeof options.boostTerm === "function" ? options.boostTerm(term, i, terms) : 1;
      return { term, fuzzy, prefix, termBoost };
    };
    defaultOptions = {
      idField: "id",
      extractField: (document, fieldName) => document[fieldName],
      stringifyField: (fieldValue, fieldName) => fieldValue.toString(),
      tokenize: (text) => text.split(SPACE_OR_PUNCTUATION),
      processTerm: (term) => term.toLowerCase(),
      fields: void 0,
      searchOptions: void 0,
      storeFields: [],
      logger: (level, message) => {
        if (typeof (console === null || console === void 0 ? void 0 : console[level]) === "function")
          console[level](message);
      },
      autoVacuum: true,
    };
    defaultSearchOptions = {
      combineWith: OR,
      prefix: false,
      fuzzy: false,
      maxFuzzy: 6,
      boost: {},
      weights: { fuzzy: 0.45, prefix: 0.375 },
      bm25: defaultBM25params,
    };
    defaultAutoSuggestOptions = {
      combineWith: AND,
      prefix: (term, i, terms) => i === terms.length - 1,
    };
    defaultVacuumOptions = { batchSize: 1e3, batchWait: 10 };
    defaultVacuumConditions = { minDirtFactor: 0.1, minDirtCount: 20 };
    defaultAutoVacuumOptions = { ...defaultVacuumOptions, ...defaultVacuumConditions };
    assignUniqueTerm = (target, term) => {
      if (!target.includes(term)) target.push(term);
    };
    assignUniqueTerms = (target, source) => {
      for (const term of source) {
        if (!target.includes(term)) target.push(term);
      }
    };
    byScore = ({ score: a }, { score: b }) => b - a;
    createMap = () => /* @__PURE__ */ new Map();
    objectToNumericMap = (object) => {
      const map = /* @__PURE__ */ new Map();
      for (const key of Object.keys(object)) {
        map.set(parseInt(key, 10), object[key]);
      }
      return map;
    };
    objectToNumericMapAsync = async (object) => {
      const map = /* @__PURE__ */ new Map();
      let count = 0;
      for (const key of Object.keys(object)) {
        map.set(parseInt(key, 10), object[key]);
        if (++count % 1e3 === 0) {
          await wait(0);
        }
      }
      return map;
    };
    wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
    SPACE_OR_PUNCTUATION = /[\n\r\p{Z}\p{P}]+/u;
  },
});

// packages/emulator/src/engine/pick-action.ts
function createActionPicker(actions) {
  const exact = /* @__PURE__ */ new Map();
  const sentences = actions.flatMap((action) => action.sentences.map((text) => ({ action, text })));
  for (const { action, text } of sentences) if (!exact.has(fold3(text))) exact.set(fold3(text), action);
  const index = new MiniSearch({
    fields: ["text"],
    tokenize: tellingWords,
    processTerm: (term) => term,
    searchOptions: { combineWith: "OR", fuzzy: (term) => (term.length > 4 && term.length <= 20 ? 0.2 : false) },
  });
  index.addAll(sentences.map(({ text }, id) => ({ id, text })));
  return (text) => {
    const clipped = text.slice(0, MAX_LENGTH2);
    const same = exact.get(fold3(clipped));
    if (same !== void 0) return same;
    const fitting = index.search(clipped).flatMap(({ id, terms, score }) => {
      const sentence = sentences[id];
      if (sentence === void 0) return [];
      const share = terms.length / new Set(tellingWords(sentence.text)).size;
      return share >= ENOUGH ? [{ action: sentence.action, rank: share * score }] : [];
    });
    return fitting.sort((a, b) => b.rank - a.rank)[0]?.action;
  };
}
function tellingWords(text) {
  const words = wordsOf(text);
  const telling = words.filter((word2) => !STOP_WORDS.has(word2));
  return telling.length > 0 ? telling : words;
}
var STOP_WORDS, ENOUGH, MAX_LENGTH2;
var init_pick_action = __esm({
  "packages/emulator/src/engine/pick-action.ts"() {
    "use strict";
    init_es();
    init_words2();
    STOP_WORDS = new Set(
      "a an the i me my we us our you your it its is are am be to for of on in at by with and or can could would will want need like please do does what how have has there this that some which when where who why id im".split(
        " ",
      ),
    );
    ENOUGH = 0.6;
    MAX_LENGTH2 = 5e3;
  },
});

// packages/emulator/src/engine/said.ts
function said(role, text, more = {}) {
  return { role, text, options: [], buttons: [], cards: [], followups: [], failure: false, ...more };
}
var init_said = __esm({
  "packages/emulator/src/engine/said.ts"() {
    "use strict";
  },
});

// packages/emulator/src/engine/wire-request.ts
function toWireRequest(bot, state, parts) {
  const { action: actionForm, previousParam: paramForm } = bot.dialect;
  const named = (namespace) => (actionForm === "object" ? { namespace } : namespace);
  const param = (name) => (paramForm === "object" ? { name } : name);
  const { todo, action, buttonId, params, userInput, previousParam, paramsToPrompt, cache = {}, data } = parts;
  return {
    todo,
    bot: named(bot.name),
    ...(action !== void 0 && { action: named(action) }),
    ...(buttonId !== void 0 && { button_id: buttonId }),
    environment: state.environment,
    ...(params !== void 0 && { params }),
    ...(userInput !== void 0 && { userInput }),
    ...(previousParam !== void 0 && { previousParam: param(previousParam) }),
    // Grade S, and the form of its entries is that of previousParam (grade I).
    ...(paramsToPrompt !== void 0 && { paramsToPrompt: paramsToPrompt.map(param) }),
    user: {},
    org: {},
    broadcast: state.broadcast,
    cache,
    sessionData: {
      medium: "chat",
      client_host: "web",
      client_identifier: state.page,
      client_data: state.clientData,
    },
    clientData: state.clientData,
    ...(data !== void 0 && { data }),
  };
}
var init_wire_request = __esm({
  "packages/emulator/src/engine/wire-request.ts"() {
    "use strict";
  },
});

// packages/emulator/src/engine/talk.ts
function* show2(talk, message, of) {
  const offers = message.buttons.map((button) => ({
    button,
    namespace: of?.namespace ?? ownerOf(talk.bot, button.id)?.namespace,
    params: of?.params ?? {},
  }));
  const newer = new Set(offers.map(({ button }) => button.id));
  const older = talk.state.offers.filter(({ button }) => !newer.has(button.id));
  talk.state = { ...talk.state, offers: [...older, ...offers], followups: message.followups };
  yield { type: "message", message };
}
function ownerOf(bot, buttonId) {
  return bot.actions.find(({ buttons }) => buttons.some(({ id }) => id === buttonId));
}
function* deliver(talk, parts) {
  const verdict = yield { type: "deliver", request: toWireRequest(talk.bot, talk.state, parts) };
  if (verdict?.outcome !== "answered") return void 0;
  keepStores(talk, verdict.answer);
  return verdict.answer;
}
function* fail(talk, userInput) {
  const request = { todo: "failure", ...(userInput !== void 0 && { userInput }) };
  const answer = talk.bot.handlers.failure ? yield* deliver(talk, request) : void 0;
  const [role, text] =
    answer?.kind === "failure" ? ["bot", answer.response.message] : ["platform", talk.bot.failureMessage];
  yield* show2(talk, { role, text, options: [], buttons: [], cards: [], followups: [], failure: true });
}
function keepStores(talk, { response }) {
  const came = response;
  const { state, bot } = talk;
  const kept = (store, answer) => {
    if (!isRecord4(answer)) return store;
    return bot.dialect.broadcast === "merge" ? { ...store, ...answer } : answer;
  };
  const assigned = isRecord4(came["assign"]) ? came["assign"]["clientData"] : void 0;
  talk.state = {
    ...state,
    broadcast: kept(state.broadcast, came["broadcast"]),
    // Grade S, and that it merges grade I.
    clientData: isRecord4(assigned) ? { ...state.clientData, ...assigned } : state.clientData,
    ...(state.action && { action: { ...state.action, cache: kept(state.action.cache, came["cache"]) } }),
  };
}
var init_talk = __esm({
  "packages/emulator/src/engine/talk.ts"() {
    "use strict";
    init_record();
    init_wire_request();
  },
});

// packages/emulator/src/engine/question.ts
function definitionOf(bot, namespace) {
  return bot.actions.find((action) => action.namespace === namespace);
}
function paramOf(action, name) {
  return action?.params.find((param) => param.name === name) ?? { name, type: "string", prompt: "", options: [] };
}
function missingParams(action, { params }) {
  return action?.params.filter(({ name }) => !Object.hasOwn(params, name)) ?? [];
}
function* askItself(talk, running, param) {
  const options = param.type === "boolean" && param.options.length === 0 ? YES_OR_NO : param.options;
  const text = param.prompt.trim() === "" ? `Please give the ${param.name}.` : param.prompt;
  yield* ask(talk, running, { param: param.name, text, options }, { role: "platform", buttons: [] });
}
function* ask(talk, running, question, { role, buttons }) {
  const action = { ...running, question };
  talk.state = { ...talk.state, phase: "asking", action };
  const own = definitionOf(talk.bot, running.namespace)?.buttons ?? [];
  const shown = uniqueById([...buttons, ...own]);
  yield* show2(talk, said(role, question.text, { options: question.options, buttons: shown }), action);
}
function uniqueById(buttons) {
  return buttons
    .filter(({ id }, index) => buttons.findIndex((other) => other.id === id) === index)
    .map(({ id, label }) => ({ id, label }));
}
var YES_OR_NO;
var init_question = __esm({
  "packages/emulator/src/engine/question.ts"() {
    "use strict";
    init_said();
    init_talk();
    YES_OR_NO = [
      { id: "true", label: "Yes" },
      { id: "false", label: "No" },
    ];
  },
});

// packages/emulator/src/engine/run-action.ts
function* startAction(talk, definition, userInput) {
  const { namespace, answer, followups } = definition;
  if (answer !== void 0) {
    yield* show2(talk, said("platform", answer, { followups }));
    return;
  }
  const params = readParams2(definition.params, userInput, talk.now());
  const running = { namespace, params, cache: {} };
  talk.state = { ...talk.state, action: running };
  const [first] = missingParams(definition, running);
  if (first !== void 0) yield* askItself(talk, running, first);
  else yield* callOnReply(talk, running, { userInput });
}
function* takeReply(talk, running, userInput, value) {
  const { question } = running;
  const previousParam = question?.param;
  const params = {
    ...running.params,
    ...(previousParam !== void 0 && value !== void 0 && { [previousParam]: value }),
  };
  const replied = { ...running, params };
  talk.state = { ...talk.state, action: replied };
  if (talk.bot.webhook.invocation === "context-end" && question !== void 0 && value === void 0) {
    yield* ask(talk, replied, question, { role: "platform", buttons: [] });
    return;
  }
  yield* callOnReply(talk, replied, { userInput, ...(previousParam !== void 0 && { previousParam }) });
}
function* callOnReply(talk, running, { userInput, previousParam }) {
  if (talk.bot.webhook.invocation === "context-end") {
    yield* goOn(talk, running, userInput);
    return;
  }
  const { namespace, params, cache } = running;
  const missing2 = missingParams(definitionOf(talk.bot, namespace), running);
  const answer = yield* deliver(talk, {
    todo: "prompt",
    action: namespace,
    params,
    userInput,
    ...(previousParam !== void 0 && { previousParam }),
    paramsToPrompt: missing2.map(({ name }) => name),
    cache,
  });
  const now = talk.state.action ?? running;
  switch (answer?.kind) {
    case "prompt":
      yield* askAsTold(talk, now, answer.response);
      return;
    case "askNext":
      yield* goOn(talk, now, userInput);
      return;
    case "proceed":
      yield* execute(talk, now, userInput);
      return;
    case "execution":
      yield* finish(talk, now, answer.response);
      return;
    default:
      yield* breakOff(talk, namespace, userInput);
  }
}
function* goOn(talk, running, userInput) {
  const [next] = missingParams(definitionOf(talk.bot, running.namespace), running);
  if (next === void 0) yield* execute(talk, running, userInput);
  else yield* askItself(talk, running, next);
}
function* askAsTold(talk, running, { prompt, message }) {
  const definition = definitionOf(talk.bot, running.namespace);
  const { param_name: name, options, buttons } = prompt;
  if (definition?.params.every((param) => param.name !== name) === true) {
    yield {
      type: "remark",
      words: `The server asks for a param that ${running.namespace} does not have in the definition. Its reply is taken as text.`,
    };
  }
  const params = without2(running.params, name);
  const shown = options.length > 0 ? options : paramOf(definition, name).options;
  yield* ask(talk, { ...running, params }, { param: name, text: message, options: shown }, { role: "bot", buttons });
}
function* execute(talk, running, userInput) {
  const { namespace, params, cache } = running;
  const answer = yield* deliver(talk, { todo: "execute", action: namespace, params, userInput, cache });
  if (answer?.kind === "execution") yield* finish(talk, running, answer.response);
  else if (answer?.kind === "prompt") yield* askAsTold(talk, talk.state.action ?? running, answer.response);
  else yield* breakOff(talk, namespace, userInput);
}
function* finish(talk, of, { message, card }) {
  endAction(talk, of.namespace);
  const { namespace, params } = of;
  const followups = namespace === void 0 ? [] : (definitionOf(talk.bot, namespace)?.followups ?? []);
  const shown = said("bot", message, { cards: card, buttons: buttonsOf(card), followups });
  yield* show2(talk, shown, namespace === void 0 ? void 0 : { namespace, params });
}
function* breakOff(talk, namespace, userInput) {
  endAction(talk, namespace);
  yield* fail(talk, userInput);
}
function endAction(talk, namespace) {
  const { action, ...rest } = talk.state;
  if (action !== void 0 && action.namespace === namespace) talk.state = { ...rest, phase: "idle" };
}
var init_run_action = __esm({
  "packages/emulator/src/engine/run-action.ts"() {
    "use strict";
    init_read_params2();
    init_button_cards();
    init_question();
    init_record();
    init_said();
    init_talk();
  },
});

// packages/emulator/src/engine/click-button.ts
function* clickButton(talk, { id, data: given }) {
  const { button, namespace, params: then } = findOffer(talk, id);
  const { action } = talk.state;
  const isRunning = action !== void 0 && action.namespace === namespace;
  const params = isRunning ? action.params : then;
  const data = given ?? button.data;
  yield* show2(talk, said("visitor", button.label));
  const answer = yield* deliver(talk, {
    todo: "button",
    ...(namespace !== void 0 && { action: namespace }),
    buttonId: id,
    params,
    cache: isRunning ? action.cache : {},
    ...(data !== void 0 && { data }),
  });
  if (answer?.kind === "execution") yield* finish(talk, { namespace, params }, answer.response);
  else if (answer?.kind === "prompt" && namespace !== void 0) {
    const running = talk.state.action?.namespace === namespace ? talk.state.action : { namespace, params, cache: {} };
    yield* askAsTold(talk, running, answer.response);
  } else yield* breakOff(talk, namespace, void 0);
}
function findOffer(talk, id) {
  const { offers, action } = talk.state;
  const offer = offers.find(({ button: button2 }) => button2.id === id);
  if (offer !== void 0) return offer;
  const running = action && definitionOf(talk.bot, action.namespace);
  const owner = running?.buttons.some((button2) => button2.id === id) === true ? running : ownerOf(talk.bot, id);
  const button = owner?.buttons.find((candidate) => candidate.id === id);
  if (owner !== void 0 && button !== void 0) return { button, namespace: owner.namespace, params: {} };
  const there = offers.map((each) => each.button.id);
  throw new EmulatorError(
    "ERR_NOT_OFFERED",
    `There is no such button. ${there.length === 0 ? "None has been shown yet." : `Those that were shown: ${there.join(", ")}.`}`,
  );
}
var init_click_button = __esm({
  "packages/emulator/src/engine/click-button.ts"() {
    "use strict";
    init_error();
    init_question();
    init_run_action();
    init_said();
    init_talk();
  },
});

// packages/emulator/src/engine/conversation.ts
function createConversation(options) {
  const { bot, environment, clientData, page, now, pick = createActionPicker(bot.actions) } = options;
  const talk = {
    bot,
    pick,
    now,
    state: { phase: "unopened", environment, clientData, page, broadcast: {}, offers: [], followups: [] },
  };
  return {
    get state() {
      return talk.state;
    },
    take: (input) => takeTurn(talk, input),
  };
}
function* takeTurn(talk, input) {
  if (talk.state.phase === "closed")
    throw new EmulatorError("ERR_CHAT_CLOSED", "The chat is closed. Open another one.");
  switch (input.type) {
    case "open":
      yield* open3(talk);
      return;
    case "say":
      yield* say(talk, input.text);
      return;
    case "choose":
      yield* choose(talk, input.ids);
      return;
    case "click":
      yield* clickButton(talk, input);
      return;
    case "close":
      talk.state = { ...talk.state, phase: "closed" };
  }
}
function* open3(talk) {
  talk.state = { ...talk.state, phase: "idle" };
  if (!talk.bot.handlers.welcome) return;
  const answer = yield* deliver(talk, { todo: "welcome" });
  if (answer?.kind !== "welcome") {
    yield* fail(talk, void 0);
    return;
  }
  const { message, card = [] } = answer.response.welcome_response;
  yield* show2(talk, said("bot", message, { cards: card, buttons: buttonsOf(card) }));
}
function* say(talk, text) {
  if (text.trim() === "")
    throw new EmulatorError("ERR_OPTION", "A visitor cannot send a blank message. Say something.");
  const { action } = talk.state;
  yield* show2(talk, said("visitor", text));
  if (action?.question !== void 0) {
    const param = paramOf(definitionOf(talk.bot, action.namespace), action.question.param);
    yield* takeReply(talk, action, text, readReply(param, action.question.options, text, talk.now()));
    return;
  }
  const definition = talk.pick(text);
  if (definition !== void 0) yield* startAction(talk, definition, text);
  else yield* fallBack(talk, text);
}
function* fallBack(talk, userInput) {
  if (!talk.bot.handlers.fallback) {
    yield* show2(talk, said("platform", NOT_UNDERSTOOD));
    return;
  }
  const answer = yield* deliver(talk, { todo: "fallback", userInput });
  if (answer?.kind !== "handled") {
    yield* fail(talk, userInput);
    return;
  }
  const { message, card = [] } = answer.response;
  yield* show2(talk, said("bot", message, { cards: card, buttons: buttonsOf(card) }));
}
function* choose(talk, ids) {
  const { action, followups } = talk.state;
  if (action?.question !== void 0) {
    yield* chooseOptions(talk, action, ids);
    return;
  }
  const [id] = ids;
  const definition = id === void 0 || !followups.includes(id) ? void 0 : definitionOf(talk.bot, id);
  if (definition === void 0 || ids.length > 1) throw notOffered("follow-ups", followups);
  const text = definition.sentences[0] ?? definition.namespace;
  yield* show2(talk, said("visitor", text));
  yield* startAction(talk, definition, text);
}
function* chooseOptions(talk, action, ids) {
  const options = action.question?.options ?? [];
  const param = paramOf(definitionOf(talk.bot, action.namespace), action.question?.param ?? "");
  const chosen = ids.map((id) => {
    const option = options.find((candidate) => candidate.id === id);
    if (option === void 0)
      throw notOffered(
        "options",
        options.map((candidate) => candidate.id),
      );
    return option;
  });
  const [first] = chosen;
  if (first === void 0 || (chosen.length > 1 && param.type !== "multi-selection")) {
    throw new EmulatorError("ERR_OPTION", "Choose one option. Several can be chosen of a multi selection only.");
  }
  const userInput = chosen.map(({ id, label }) => (label === "" ? id : label)).join(", ");
  const value = param.type === "multi-selection" ? chosen.map(({ id }) => id) : valueOf(param, first, talk.now());
  yield* show2(talk, said("visitor", userInput));
  yield* takeReply(talk, action, userInput, value);
}
function notOffered(what, offered) {
  const there =
    offered.length === 0 ? `No ${what} are offered now.` : `The ${what} offered now: ${offered.join(", ")}.`;
  return new EmulatorError("ERR_NOT_OFFERED", `That cannot be chosen. ${there}`);
}
var NOT_UNDERSTOOD;
var init_conversation = __esm({
  "packages/emulator/src/engine/conversation.ts"() {
    "use strict";
    init_error();
    init_read_params2();
    init_button_cards();
    init_pick_action();
    init_click_button();
    init_question();
    init_run_action();
    init_said();
    init_talk();
    NOT_UNDERSTOOD = "Sorry, I did not understand that.";
  },
});

// packages/emulator/src/delivery/body.ts
import { Buffer as Buffer2 } from "node:buffer";
function toBody(bytes) {
  const view = Buffer2.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const content = view.toString("utf8");
  if (Buffer2.from(content, "utf8").equals(view)) return { encoding: "utf8", content };
  return { encoding: "base64", content: view.toString("base64") };
}
function bytesOf({ encoding, content }) {
  return new Uint8Array(Buffer2.from(content, encoding));
}
function textOf2(body) {
  return body.encoding === "utf8" ? body.content : Buffer2.from(body.content, "base64").toString("utf8");
}
var init_body = __esm({
  "packages/emulator/src/delivery/body.ts"() {
    "use strict";
  },
});

// packages/emulator/src/delivery/fault.ts
var FAULTS;
var init_fault = __esm({
  "packages/emulator/src/delivery/fault.ts"() {
    "use strict";
    FAULTS = [
      "wrong-signature",
      "missing-signature",
      "repeated-header",
      "stale-key",
      "re-encoded",
      "slow-sending",
      "cut-connection",
      "replayed",
      "duplicated",
    ];
  },
});

// packages/emulator/src/delivery/limits.ts
function readLimits(given = {}) {
  const { timeoutMs = RESPONSE_TIMEOUT_MS, maxBytes = RESPONSE_LIMIT_BYTES } = given;
  for (const [name, value, unit] of [
    ["timeoutMs", timeoutMs, "ms"],
    ["maxBytes", maxBytes, "bytes"],
  ]) {
    if (value > 0 && value <= 2147483647) continue;
    throw new EmulatorError("ERR_OPTION", `limits.${name} must be a number of ${unit} above 0.`);
  }
  return { timeoutMs, maxBytes };
}
function readUrl2(text) {
  const url = URL.canParse(text) ? new URL(text) : void 0;
  if (url?.protocol === "http:" || url?.protocol === "https:") return url;
  throw new EmulatorError(
    "ERR_OPTION",
    `The webhook's URL must begin with http:// or https://; it is ${url === void 0 ? "no URL" : `one of the scheme ${url.protocol}`}.`,
  );
}
var init_limits = __esm({
  "packages/emulator/src/delivery/limits.ts"() {
    "use strict";
    init_src();
    init_error();
  },
});

// packages/emulator/src/delivery/judge.ts
function judge({ ending, response, timings }, todo, limits) {
  const remarks = response === void 0 ? [] : remarksOn(response.headers);
  const failed = (outcome, words, issues = []) => ({
    outcome,
    words,
    remarks,
    issues,
  });
  if (response !== void 0 && response.status !== 200) return failed("bad-status", statusInWords(response.status));
  if (response === void 0 || ending.type !== "complete") {
    return failed(...endingInWords(ending, { limits, began: response !== void 0 }));
  }
  const parsed = parseResponse(response.body, { to: todo, maxBytes: limits.maxBytes });
  if (!parsed.ok) {
    const isForm = parsed.issues.every(({ path: path11 }) => path11.length > 0);
    return failed(
      isForm ? "wrong-form" : "bad-json",
      `Refused: ${parsed.issues.map(inWords2).join("; ")}.`,
      parsed.issues,
    );
  }
  const ms = Math.round(timings.totalMs);
  return {
    outcome: "answered",
    answer: answerOf(parsed),
    words: `Answered ${todo} in the form "${parsed.kind}", ${response.body.byteLength} bytes in ${ms} ms.`,
    remarks,
  };
}
function answerOf({ kind, response }) {
  return { kind, response };
}
function inWords2({ path: path11, message }) {
  return path11.length === 0 ? message : `${path11.join(".")}: ${message}`;
}
function statusInWords(status) {
  const base = `The status is ${status}; the platform takes 200 only (contract \xA72).`;
  if (status >= 300 && status < 400) return `${base} Redirects are not followed: give the final URL.`;
  if (status === 401) return `${base} 401 says that the signature was missing or wrong.`;
  return base;
}
function endingInWords(ending, { limits, began }) {
  switch (ending.type) {
    case "timed-out": {
      const what = began ? "The answer began, and its last byte was not there" : "No answer came";
      return ["timed-out", `${what} within ${limits.timeoutMs} ms.`];
    }
    case "too-large":
      return ["too-large", `The answer is larger than ${limits.maxBytes} bytes; reading stopped there.`];
    case "broken":
      return ["unreachable", brokenInWords(ending.code, began)];
    case "complete":
      return ["unreachable", "The connection ended without an answer."];
  }
}
function brokenInWords(code, began) {
  if (code === "ECONNREFUSED")
    return "Nothing listens at the webhook's address (ECONNREFUSED). Start the server, or correct the URL.";
  if (code === "ENOTFOUND" || code === "EAI_AGAIN")
    return `The webhook's host name has no address (${code}). Correct the URL.`;
  if (code === "ECONNRESET" || code === "EPIPE") {
    return began
      ? "The connection broke before the answer was complete."
      : `The connection broke before an answer began (${code}).`;
  }
  if (code.startsWith("HPE_")) return `What came back is not HTTP (${code}).`;
  return `The connection failed (${code}).`;
}
function remarksOn(headers) {
  const valueOf3 = (wanted) => headers.find(([name]) => name.toLowerCase() === wanted)?.[1].toLowerCase();
  const type = valueOf3("content-type");
  const encoding = valueOf3("content-encoding");
  return [
    ...(type === void 0 || !/^application\/json\s*(;|$)/.test(type)
      ? ["The content type is not application/json (contract \xA72)."]
      : []),
    ...(encoding !== void 0 && encoding !== "identity"
      ? ["The answer has a content encoding. None was asked for, and none is decoded."]
      : []),
  ];
}
var init_judge = __esm({
  "packages/emulator/src/delivery/judge.ts"() {
    "use strict";
    init_src();
  },
});

// packages/emulator/src/delivery/send.ts
import { request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";
function send(sending, limits) {
  const started = performance.now();
  const elapsed = () => performance.now() - started;
  const marks = {};
  const chunks = [];
  let received = 0;
  let answer;
  let stopSending = () => {};
  return new Promise((resolve) => {
    let request;
    let ended = false;
    const end = (ending) => {
      if (ended) return;
      ended = true;
      clearTimeout(timer);
      stopSending();
      request?.destroy();
      const response = answer && {
        status: answer.statusCode ?? 0,
        headers: pairs(answer.rawHeaders),
        body: new Uint8Array(Buffer.concat(chunks)),
      };
      resolve({ ending, timings: { ...marks, totalMs: elapsed() }, ...(response && { response }) });
    };
    const breakOff2 = (error) => end({ type: "broken", code: error.code ?? "ERR_UNKNOWN" });
    const timer = setTimeout(() => end({ type: "timed-out" }), limits.timeoutMs);
    try {
      request = open4(sending);
    } catch (error) {
      breakOff2(error);
      return;
    }
    request.on("socket", (socket) => {
      const secure = sending.url.protocol === "https:";
      socket.once(secure ? "secureConnect" : "connect", () => (marks.connectMs = elapsed()));
    });
    request.on("error", (error) => answer ?? breakOff2(error));
    request.on("response", (response) => {
      marks.firstByteMs = elapsed();
      answer = response;
      response.on("data", (chunk) => {
        received += chunk.byteLength;
        chunks.push(
          received > limits.maxBytes ? chunk.subarray(0, chunk.byteLength - (received - limits.maxBytes)) : chunk,
        );
        if (received > limits.maxBytes) end({ type: "too-large" });
      });
      response.on("end", () => end({ type: "complete" }));
      response.on("error", breakOff2);
      response.on("close", () => end({ type: "broken", code: "ECONNRESET" }));
    });
    request.on("close", () => answer ?? end({ type: "broken", code: "ECONNRESET" }));
    stopSending = write(request, sending, limits);
  });
}
function open4({ url, headers }) {
  const options = { method: "POST", agent: false, headers: grouped(headers) };
  return url.protocol === "https:" ? httpsRequest(url, options) : httpRequest(url, options);
}
function write(request, { body, manner }, { timeoutMs }) {
  if (manner === void 0) {
    request.end(body);
    return () => {};
  }
  if (manner === "cut") {
    request.write(body.subarray(0, Math.floor(body.byteLength / 2)), () => request.destroy());
    return () => {};
  }
  const size = Math.ceil(body.byteLength / PIECES);
  let at = 0;
  const writePiece = () => {
    const piece = body.subarray(at, (at += size));
    if (at < body.byteLength) {
      request.write(piece);
      return;
    }
    clearInterval(ticking);
    request.end(piece);
  };
  const ticking = setInterval(writePiece, (2 * timeoutMs) / PIECES);
  writePiece();
  return () => clearInterval(ticking);
}
function grouped(lines) {
  const groups = {};
  for (const [name, value] of lines) {
    const there = groups[name];
    groups[name] = there === void 0 ? value : [...[there].flat(), value];
  }
  return groups;
}
function pairs(raw) {
  return Array.from({ length: Math.floor(raw.length / 2) }, (_, index) => [
    raw[2 * index] ?? "",
    raw[2 * index + 1] ?? "",
  ]);
}
var PIECES;
var init_send = __esm({
  "packages/emulator/src/delivery/send.ts"() {
    "use strict";
    PIECES = 20;
  },
});

// packages/emulator/src/delivery/post.ts
async function post(posting) {
  const { url, body, signatures, todo, environment, fault, limits, now, newId } = posting;
  const headers = [
    ["content-type", "application/json"],
    ["content-length", String(body.byteLength)],
    ["user-agent", "ck-emulator"],
    ...signatures.map((signature) => [SIGNATURE_HEADER, signature]),
  ];
  const at = now().toISOString();
  const sent = await send({ url, headers, body, manner: mannerOf(fault) }, limits);
  const { response, timings, ending } = sent;
  const verdict = judge(sent, todo, limits);
  const isCut = fault === "cut-connection" && response === void 0;
  return {
    id: newId(),
    at,
    todo,
    environment,
    ...(fault !== void 0 && { fault }),
    request: {
      method: "POST",
      url: url.href,
      headers,
      ...(signatures[0] !== void 0 && { signature: signatures[0] }),
      body: toBody(body),
    },
    ...(response && {
      response: {
        status: response.status,
        headers: response.headers,
        body: toBody(response.body),
        complete: ending.type === "complete",
      },
    }),
    timings,
    bytes: { sent: body.byteLength, received: response?.body.byteLength ?? 0 },
    verdict: isCut ? { ...verdict, words: "The connection was cut on purpose in the middle of the request." } : verdict,
  };
}
function mannerOf(fault) {
  if (fault === "slow-sending") return "slow";
  return fault === "cut-connection" ? "cut" : void 0;
}
var init_post = __esm({
  "packages/emulator/src/delivery/post.ts"() {
    "use strict";
    init_src();
    init_body();
    init_judge();
    init_send();
  },
});

// packages/emulator/src/delivery/deliver.ts
import { randomUUID } from "node:crypto";
async function deliver2(request, options) {
  const bytes = new TextEncoder().encode(JSON.stringify(request));
  const { todo, environment } = request;
  return deliverBytes(bytes, { ...options, todo, environment });
}
async function deliverBytes(bytes, options) {
  const { url, fault, limits, now = () => /* @__PURE__ */ new Date(), newId = randomUUID, todo, environment } = options;
  if (fault !== void 0 && !FAULTS.includes(fault)) {
    throw new EmulatorError("ERR_OPTION", `The fault must be one of ${FAULTS.join(", ")}.`);
  }
  const common = { url: readUrl2(url), limits: readLimits(limits), now, newId, todo, environment };
  const signatures = await signaturesOf(bytes, options);
  const posting = { ...common, body: fault === "re-encoded" ? encodeAnew(bytes) : bytes, signatures };
  switch (fault) {
    case "replayed": {
      const genuine2 = await post(posting);
      return [genuine2, await post({ ...posting, fault })];
    }
    case "duplicated":
      return Promise.all([post(posting), post({ ...posting, fault })]);
    default:
      return [await post({ ...posting, fault })];
  }
}
async function signaturesOf(bytes, { sign: sign3, staleSign, fault, environment }) {
  if (fault === "missing-signature") return [];
  if (fault === "stale-key") {
    if (staleSign === void 0)
      throw new EmulatorError(
        "ERR_OPTION",
        "The fault stale-key needs staleSign, which signs with a key that is not the bot's.",
      );
    return [await staleSign(bytes, environment)];
  }
  if (sign3 === void 0) {
    if (fault === void 0 || NEEDS_NO_SIGNATURE.has(fault)) return [];
    throw new EmulatorError(
      "ERR_OPTION",
      `The fault ${fault} is one of signed requests. Secure the bot, and give sign.`,
    );
  }
  if (fault === "wrong-signature") return [await sign3(new Uint8Array([...bytes, 32]), environment)];
  const signature = await sign3(bytes, environment);
  return fault === "repeated-header" ? [signature, signature] : [signature];
}
function encodeAnew(bytes) {
  const value = JSON.parse(new TextDecoder().decode(bytes));
  return new TextEncoder().encode(JSON.stringify(value, void 0, 1));
}
var NEEDS_NO_SIGNATURE;
var init_deliver = __esm({
  "packages/emulator/src/delivery/deliver.ts"() {
    "use strict";
    init_error();
    init_fault();
    init_limits();
    init_post();
    NEEDS_NO_SIGNATURE = /* @__PURE__ */ new Set(["slow-sending", "cut-connection", "replayed", "duplicated"]);
  },
});

// packages/emulator/src/delivery/foreign-sign.ts
function createForeignSign() {
  let made;
  const make = async () => {
    const { privateKey } = await generateKeyPair();
    const key = importPrivateKey(privateKey);
    return (body) => signAsync(body, key);
  };
  return async (body, environment) => {
    made ??= make();
    return (await made)(body, environment);
  };
}
var init_foreign_sign = __esm({
  "packages/emulator/src/delivery/foreign-sign.ts"() {
    "use strict";
    init_src2();
  },
});

// packages/emulator/src/chat/events.ts
function createListeners(next) {
  const listeners = /* @__PURE__ */ new Set();
  return {
    add(call) {
      const entry = { call };
      listeners.add(entry);
      return () => void listeners.delete(entry);
    },
    tell(event) {
      for (const { call } of [...listeners]) {
        try {
          call(event);
        } catch (error) {
          queueMicrotask(() => {
            throw error;
          });
        }
      }
      next?.(event);
    },
  };
}
var init_events = __esm({
  "packages/emulator/src/chat/events.ts"() {
    "use strict";
  },
});

// packages/emulator/src/chat/chat.ts
function createChat({ id, botName, conversation, delivery, now, tell }) {
  const { environment, clientData, page } = conversation.state;
  const listeners = createListeners(tell);
  const turns = [];
  let messageCount = 0;
  let last3 = Promise.resolve();
  async function takeTurn4(input, { fault }) {
    const messages = [];
    const exchanges = [];
    const remarks = [];
    const steps = conversation.take(input);
    const turn = { input, messages, exchanges, remarks };
    const sendOne = async (request) => {
      listeners.tell({ chatId: id, type: "sending", todo: request.todo });
      const delivered = await deliver2(request, { ...delivery, fault: exchanges.length === 0 ? fault : void 0 });
      for (const exchange of delivered) {
        exchanges.push(exchange);
        listeners.tell({ chatId: id, type: "exchange", exchange });
      }
      return delivered[0].verdict;
    };
    let step = steps.next();
    turns.push(turn);
    while (step.done !== true) {
      const { value } = step;
      let verdict;
      switch (value.type) {
        case "message": {
          messageCount += 1;
          const message = { id: `m${messageCount}`, at: now().toISOString(), ...value.message };
          messages.push(message);
          listeners.tell({ chatId: id, type: "message", message });
          break;
        }
        case "remark":
          remarks.push(value.words);
          listeners.tell({ chatId: id, type: "remark", words: value.words });
          break;
        case "deliver":
          verdict = await sendOne(value.request);
      }
      step = steps.next(verdict);
    }
    listeners.tell({ chatId: id, type: "state", state: conversation.state });
    if (input.type === "close") listeners.tell({ chatId: id, type: "closed" });
    return messages;
  }
  function take(input, options = {}) {
    const turn = last3.then(() => takeTurn4(input, options));
    last3 = turn.catch(() => void 0);
    return turn;
  }
  return {
    id,
    environment,
    get state() {
      return conversation.state;
    },
    get transcript() {
      return { chatId: id, bot: botName, environment, clientData, page, turns: [...turns] };
    },
    say: (text, options) => take({ type: "say", text }, options),
    choose: (ids, options) => take({ type: "choose", ids: [ids].flat() }, options),
    click: (button, data, options) => take({ type: "click", id: button, ...(data !== void 0 && { data }) }, options),
    close: () => take({ type: "close" }),
    take,
    subscribe: (listener) => listeners.add(listener),
  };
}
var init_chat = __esm({
  "packages/emulator/src/chat/chat.ts"() {
    "use strict";
    init_deliver();
    init_events();
  },
});

// packages/emulator/src/chat/emulator.ts
import { randomUUID as randomUUID2 } from "node:crypto";
function createEmulator(options) {
  const {
    bot,
    sign: sign3,
    staleSign = createForeignSign(),
    now = () => /* @__PURE__ */ new Date(),
    newId = randomUUID2,
  } = options;
  const limits = readLimits(options.limits);
  readUrl2(bot.webhook.url);
  if (bot.webhook.secured && sign3 === void 0) {
    throw new EmulatorError("ERR_OPTION", "The bot is secured, so its requests are signed: give sign, the vault's.");
  }
  const delivery = {
    url: bot.webhook.url,
    sign: bot.webhook.secured ? sign3 : void 0,
    staleSign,
    limits,
    now,
    newId,
  };
  const chats = /* @__PURE__ */ new Map();
  const listeners = createListeners();
  const pick = createActionPicker(bot.actions);
  listeners.add((event) => {
    if (event.type === "closed") chats.delete(event.chatId);
  });
  return {
    bot,
    get chats() {
      return [...chats.values()];
    },
    chat: (id) => chats.get(id),
    async openChat({ environment = "development", clientData = {}, page = "http://localhost/", fault } = {}) {
      if (!ENVIRONMENTS.includes(environment)) {
        throw new EmulatorError("ERR_OPTION", `environment must be one of ${ENVIRONMENTS.join(", ")}.`);
      }
      const conversation = createConversation({
        bot,
        environment,
        clientData: copyOf(clientData),
        page,
        now,
        pick,
      });
      const chat2 = createChat({ id: newId(), botName: bot.name, conversation, delivery, now, tell: listeners.tell });
      chats.set(chat2.id, chat2);
      listeners.tell({ chatId: chat2.id, type: "opened", environment });
      try {
        await chat2.take({ type: "open" }, { fault });
      } catch (error) {
        listeners.tell({ chatId: chat2.id, type: "closed" });
        throw error;
      }
      return chat2;
    },
    subscribe: (listener) => listeners.add(listener),
  };
}
function copyOf(clientData) {
  try {
    const copy = JSON.parse(JSON.stringify(clientData));
    if (typeof copy === "object" && copy !== null && !Array.isArray(copy)) return copy;
  } catch {}
  throw new EmulatorError("ERR_OPTION", "clientData must be an object that JSON can carry.");
}
var init_emulator = __esm({
  "packages/emulator/src/chat/emulator.ts"() {
    "use strict";
    init_src();
    init_foreign_sign();
    init_limits();
    init_conversation();
    init_pick_action();
    init_error();
    init_chat();
    init_events();
  },
});

// packages/emulator/src/recording/shape.ts
function isExchange(value) {
  if (!isRecord4(value)) return false;
  const { id, at, todo, environment, fault, request, response, timings, bytes, verdict } = value;
  return (
    areTexts(id, at) &&
    isOneOf(TODOS, todo) &&
    isOneOf(ENVIRONMENTS, environment) &&
    (fault === void 0 || isOneOf(FAULTS, fault)) &&
    isRequest(request) &&
    (response === void 0 || isResponse(response)) &&
    isRecord4(timings) &&
    isRecord4(bytes) &&
    isRecord4(verdict) &&
    areTexts(verdict["outcome"], verdict["words"])
  );
}
function isRequest(value) {
  if (!isRecord4(value)) return false;
  const { url, headers, signature, body } = value;
  return areTexts(url, signature ?? "") && isListOf(headers, isHeader) && isBody(body);
}
function isResponse(value) {
  if (!isRecord4(value)) return false;
  return typeof value["status"] === "number" && isListOf(value["headers"], isHeader) && isBody(value["body"]);
}
function isBody(value) {
  return isRecord4(value) && isOneOf(["utf8", "base64"], value["encoding"]) && areTexts(value["content"]);
}
function isHeader(value) {
  return isListOf(value, (part) => areTexts(part)) && value.length === 2;
}
function isListOf(value, isEntry) {
  return Array.isArray(value) && value.every(isEntry);
}
function isOneOf(choices, value) {
  return typeof value === "string" && choices.includes(value);
}
function areTexts(...values) {
  return values.every((value) => typeof value === "string");
}
var init_shape3 = __esm({
  "packages/emulator/src/recording/shape.ts"() {
    "use strict";
    init_src();
    init_fault();
    init_record();
  },
});

// packages/emulator/src/recording/file.ts
import { randomUUID as randomUUID3 } from "node:crypto";
import { readFile as readFile5, rename as rename3, rm as rm4, writeFile as writeFile3 } from "node:fs/promises";
async function saveExchange(file, exchange) {
  await save(file, { kind: "exchange", version: VERSION2, exchange });
}
async function loadExchange(file) {
  return load(file, "exchange", isExchange);
}
async function saveTranscript(file, transcript) {
  await save(file, { kind: "transcript", version: VERSION2, transcript });
}
async function save(file, recording) {
  const temporary = `${file}.${randomUUID3()}.tmp`;
  try {
    await writeFile3(
      temporary,
      `${JSON.stringify(recording, void 0, 2)}
`,
      { mode: 384 },
    );
    await rename3(temporary, file);
  } catch (cause) {
    await rm4(temporary, { force: true }).catch(() => void 0);
    throw new EmulatorError("ERR_RECORDING", `The recording ${file} cannot be written. See the cause.`, { cause });
  }
}
async function load(file, kind, isRecorded) {
  const text = await readFile5(file, "utf8").catch((cause) => {
    throw new EmulatorError("ERR_RECORDING", `The recording ${file} cannot be read. See the cause.`, { cause });
  });
  const recording = parse2(text);
  const version2 = recording["version"];
  if (recording["kind"] === kind && typeof version2 === "number" && version2 > VERSION2) {
    throw new EmulatorError(
      "ERR_RECORDING",
      `${file} has version ${version2}, and this package reads ${VERSION2}. Update @ck/emulator.`,
    );
  }
  const recorded = recording[kind];
  if (recording["kind"] === kind && version2 === VERSION2 && isRecorded(recorded)) return recorded;
  throw new EmulatorError("ERR_RECORDING", `${file} is no recorded ${kind}. Record it again.`);
}
function parse2(text) {
  try {
    const value = JSON.parse(text);
    return typeof value === "object" && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}
var VERSION2;
var init_file = __esm({
  "packages/emulator/src/recording/file.ts"() {
    "use strict";
    init_error();
    init_shape3();
    VERSION2 = 1;
  },
});

// packages/emulator/src/recording/resend.ts
import { randomUUID as randomUUID4 } from "node:crypto";
async function resend(exchange, options = {}) {
  const { sign: sign3, edit, url = exchange.request.url, limits, now = () => /* @__PURE__ */ new Date() } = options;
  const { environment, request } = exchange;
  const recorded = bytesOf(request.body);
  const body = edit === void 0 ? recorded : toBytes(edit(readJson(exchange)));
  const signatures =
    sign3 === void 0
      ? request.headers.flatMap(([name, value]) => (isSignature(name) ? [value] : []))
      : [await sign3(body, environment)];
  return post({
    url: readUrl2(url),
    body,
    signatures,
    todo: edit === void 0 ? exchange.todo : (todoIn(body) ?? exchange.todo),
    environment,
    limits: readLimits(limits),
    now,
    newId: randomUUID4,
  });
}
function isSignature(name) {
  return name.toLowerCase() === SIGNATURE_HEADER.toLowerCase();
}
function readJson(exchange) {
  const value = parse3(textOf2(exchange.request.body));
  if (isRecord4(value)) return value;
  throw new EmulatorError("ERR_RECORDING", "The recorded body is no JSON object, so it cannot be edited as one.");
}
function toBytes(edited) {
  if (edited instanceof Uint8Array) return edited;
  const text = typeof edited === "string" ? edited : JSON.stringify(edited);
  if (typeof text === "string") return new TextEncoder().encode(text);
  throw new EmulatorError("ERR_OPTION", "edit must return the request: an object, a text or bytes.");
}
function todoIn(body) {
  const value = parse3(new TextDecoder().decode(body));
  return TODOS.find((todo) => isRecord4(value) && value["todo"] === todo);
}
function parse3(text) {
  try {
    return JSON.parse(text);
  } catch {
    return void 0;
  }
}
var init_resend = __esm({
  "packages/emulator/src/recording/resend.ts"() {
    "use strict";
    init_src();
    init_body();
    init_limits();
    init_post();
    init_record();
    init_error();
  },
});

// packages/emulator/src/index.ts
var init_src3 = __esm({
  "packages/emulator/src/index.ts"() {
    "use strict";
    init_emulated_bot();
    init_error();
    init_problem();
    init_check_definition();
    init_read_definition();
    init_starter_definition();
    init_open_vault();
    init_body();
    init_deliver();
    init_fault();
    init_emulator();
    init_file();
    init_resend();
  },
});

// packages/desk/src/error.ts
function isDeskError(error) {
  return error instanceof Error && error.name === "DeskError" && "code" in error;
}
var DeskError;
var init_error4 = __esm({
  "packages/desk/src/error.ts"() {
    "use strict";
    DeskError = class extends Error {
      name = "DeskError";
      code;
      constructor(code, message, options) {
        super(message, options);
        this.code = code;
      }
    };
  },
});

// packages/desk/src/chat-log.ts
function createChatLog(emulator) {
  const entries = /* @__PURE__ */ new Map();
  let count = 0;
  return {
    views: () => [...entries.values()].map(toView),
    view(id) {
      const entry = entries.get(id);
      return entry && toView(entry);
    },
    open(id, environment) {
      count += 1;
      const entry = {
        id,
        number: count,
        environment,
        clientData: emulator.chat(id)?.transcript.clientData ?? {},
        messages: [],
        standing: { phase: "unopened", multiple: false, followups: [] },
        sending: void 0,
      };
      entries.set(id, entry);
      dropOld(entries);
      return toView(entry);
    },
    addMessage: (id, message) => void entries.get(id)?.messages.push(message),
    setSending(id, todo) {
      const entry = entries.get(id);
      if (entry) entry.sending = todo;
    },
    drop: (id) => void entries.delete(id),
    isSending: (id) => entries.get(id)?.sending !== void 0,
    setStanding(id, state) {
      const standing = standingOf(emulator.bot, state);
      const entry = entries.get(id);
      if (entry) entry.standing = standing;
      return standing;
    },
  };
}
function toView({ sending, messages, ...entry }) {
  return { ...entry, messages: [...messages], ...(sending !== void 0 && { sending }) };
}
function standingOf(bot, { phase, action, followups }) {
  const definition = bot.actions.find(({ namespace }) => namespace === action?.namespace);
  const param = definition?.params.find(({ name }) => name === action?.question?.param);
  return { phase, multiple: param?.type === "multi-selection", followups };
}
function dropOld(entries) {
  for (const { id, standing } of [...entries.values()]) {
    if (entries.size <= MAX_CHATS) return;
    if (standing.phase === "closed") entries.delete(id);
  }
}
var MAX_CHATS;
var init_chat_log = __esm({
  "packages/desk/src/chat-log.ts"() {
    "use strict";
    MAX_CHATS = 100;
  },
});

// packages/desk/src/check-signature.ts
async function checkSignature2({ request, environment }, bot, vault) {
  const headers = request.headers.filter(([name]) => name.toLowerCase() === SIGNATURE_HEADER.toLowerCase());
  const [header2] = headers;
  if (header2 === void 0) return withoutSignature(bot);
  if (headers.length > 1)
    return { result: "invalid", words: "The signature header stands there twice. A server has to refuse the request." };
  const keys = (await vault?.history()) ?? [];
  if (keys.length === 0)
    return { result: "invalid", words: "There is a signature, and the vault has no key to check it with." };
  const imported = keys.map(({ base64 }) => importPublicKey(base64));
  const checked = await verify(bytesOf(request.body), header2[1], imported, bot.dialect.signature);
  if (!checked.valid)
    return {
      result: "invalid",
      words: "No key of the vault made this signature for these bytes. A server has to refuse the request.",
    };
  const key = keys.find(({ keyId }) => keyId === checked.keyId);
  return key?.environments.includes(environment) === true
    ? { result: "valid", keyId: key.keyId, words: `Made with the key of ${environment}, over exactly these bytes.` }
    : { result: "other-key", keyId: checked.keyId, words: otherKeyInWords(key, environment) };
}
function withoutSignature({ webhook }) {
  return webhook.secured
    ? {
        result: "missing",
        words: "There is no signature, though the bot is secured. A server has to refuse the request.",
      }
    : { result: "unsigned", words: "The bot is not secured, so its requests have no signature." };
}
function otherKeyInWords(key, environment) {
  const whose =
    key === void 0 || key.environments.length === 0
      ? "a key that was retired"
      : `the key of ${key.environments.join(" and ")}`;
  return `Made over exactly these bytes with ${whose}, and not with that of ${environment}. A server has to refuse the request.`;
}
var init_check_signature = __esm({
  "packages/desk/src/check-signature.ts"() {
    "use strict";
    init_src3();
    init_src();
    init_src2();
  },
});

// packages/desk/src/exchange-log.ts
function createExchangeLog(check3) {
  const entries = /* @__PURE__ */ new Map();
  let count = 0;
  return {
    rows: () => [...entries.values()].map(({ row }) => row),
    row: (id) => entries.get(id)?.row,
    exchange: (id) => entries.get(id)?.exchange,
    view(id) {
      const entry = entries.get(id);
      return entry && viewOf(entry);
    },
    add(exchange, origin) {
      count += 1;
      const row = toRow(exchange, count, origin);
      const signature = check3(exchange);
      signature.catch(() => void 0);
      entries.set(exchange.id, { row, exchange, signature });
      const [oldest] = entries.keys();
      if (entries.size > MAX_EXCHANGES && oldest !== void 0) entries.delete(oldest);
      return row;
    },
    lastNumber: () => count,
  };
}
async function viewOf({ row, exchange, signature }) {
  return { row, exchange, signature: await signature };
}
function toRow(exchange, number, origin) {
  const { id, at, todo, environment, fault, response, timings, bytes, verdict } = exchange;
  const action = actionOf(exchange);
  return {
    id,
    number,
    at,
    todo,
    ...(action !== void 0 && { action }),
    environment,
    ...(fault !== void 0 && { fault }),
    ...(response && { status: response.status }),
    totalMs: timings.totalMs,
    receivedBytes: bytes.received,
    outcome: verdict.outcome,
    hasRemarks: verdict.remarks.length > 0,
    ...origin,
  };
}
function actionOf({ request }) {
  const body = parse5(textOf2(request.body));
  const action = isRecord5(body) ? body["action"] : void 0;
  const name = isRecord5(action) ? action["namespace"] : action;
  return typeof name === "string" && name !== "" ? name : void 0;
}
function parse5(text) {
  try {
    return JSON.parse(text);
  } catch {
    return void 0;
  }
}
function isRecord5(value) {
  return typeof value === "object" && value !== null;
}
var MAX_EXCHANGES;
var init_exchange_log = __esm({
  "packages/desk/src/exchange-log.ts"() {
    "use strict";
    init_src3();
    MAX_EXCHANGES = 500;
  },
});

// packages/desk/src/remark-log.ts
function createRemarkLog() {
  const remarks = [];
  return {
    rows: () => [...remarks],
    add(remark) {
      remarks.push(remark);
      if (remarks.length > MAX_REMARKS) remarks.shift();
      return remark;
    },
  };
}
var MAX_REMARKS;
var init_remark_log = __esm({
  "packages/desk/src/remark-log.ts"() {
    "use strict";
    MAX_REMARKS = 500;
  },
});

// packages/desk/src/view-bot.ts
async function viewBot(bot, limits, vault) {
  const { name, webhook, handlers, failureMessage, actions, dialect } = bot;
  const common = { name, webhook, handlers, failureMessage, actions, dialect, limits, faults: FAULTS };
  try {
    const keys = (await vault?.history()) ?? [];
    return { ...common, keys: keys.map(toShow).reverse() };
  } catch (error) {
    return { ...common, keys: [], keysProblem: error instanceof Error ? error.message : "The vault cannot be read." };
  }
}
function toShow({ keyId, base64, pem, created, retired: retired2, environments }) {
  return { keyId, base64, pem, created, environments, ...(retired2 !== void 0 && { retired: retired2 }) };
}
var init_view_bot = __esm({
  "packages/desk/src/view-bot.ts"() {
    "use strict";
    init_src3();
  },
});

// packages/desk/src/desk.ts
function createDesk({ emulator, vault, limits, tell }) {
  const { bot } = emulator;
  const chats = createChatLog(emulator);
  const exchanges = createExchangeLog((exchange) => checkSignature2(exchange, bot, vault));
  const remarks = createRemarkLog();
  const settle2 = (chatId) => {
    if (!chats.isSending(chatId)) return;
    chats.setSending(chatId, void 0);
    tell({ type: "settled", chatId });
  };
  const follow = (event) => {
    const { chatId } = event;
    const chat2 = chats.view(chatId)?.number ?? 0;
    if (event.type !== "sending") settle2(chatId);
    switch (event.type) {
      case "opened":
        tell({ type: "opened", chat: chats.open(chatId, event.environment) });
        break;
      case "message":
        chats.addMessage(chatId, event.message);
        tell({ type: "message", chatId, message: event.message });
        break;
      case "sending":
        chats.setSending(chatId, event.todo);
        tell({ type: "sending", chatId, todo: event.todo });
        break;
      case "exchange":
        tell({ type: "exchange", row: exchanges.add(event.exchange, { chat: chat2 }) });
        break;
      case "remark":
        tell({
          type: "remark",
          remark: remarks.add({ after: exchanges.lastNumber(), chat: chat2, words: event.words }),
        });
        break;
      case "state":
        tell({ type: "standing", chatId, standing: chats.setStanding(chatId, event.state) });
        break;
      case "closed":
        break;
    }
  };
  return {
    emulator,
    vault,
    limits,
    chats,
    exchanges,
    snapshot: (view) => ({
      bot: view,
      chats: chats.views(),
      exchanges: exchanges.rows(),
      remarks: remarks.rows(),
    }),
    viewBot: () => viewBot(bot, limits, vault),
    async refreshBot() {
      const view = await viewBot(bot, limits, vault);
      tell({ type: "bot", bot: view });
      return view;
    },
    tell,
    settle: settle2,
    drop(chatId) {
      chats.drop(chatId);
      tell({ type: "dropped", chatId });
    },
    leave: emulator.subscribe(follow),
  };
}
var init_desk = __esm({
  "packages/desk/src/desk.ts"() {
    "use strict";
    init_chat_log();
    init_check_signature();
    init_exchange_log();
    init_remark_log();
    init_view_bot();
  },
});

// packages/desk/src/http/refusal.ts
var Refusal;
var init_refusal = __esm({
  "packages/desk/src/http/refusal.ts"() {
    "use strict";
    Refusal = class extends Error {
      name = "Refusal";
      status;
      code;
      constructor(status, code, message, options) {
        super(message, options);
        this.status = status;
        this.code = code;
      }
    };
  },
});

// packages/desk/src/http/event-stream.ts
function createEventStreams() {
  const streams = /* @__PURE__ */ new Set();
  const write2 = (stream, text) => {
    if (stream.writableLength > MAX_WAITING_BYTES) stream.destroy();
    if (!stream.destroyed) stream.write(text);
  };
  const beat = setInterval(() => {
    for (const stream of streams) write2(stream, ":\n\n");
  }, BEAT_MS).unref();
  return {
    open(response, first) {
      if (streams.size >= MAX_STREAMS)
        throw new Refusal(503, "ERR_STREAMS", `${MAX_STREAMS} pages are open. Close one of them.`);
      if (response.destroyed) return;
      response.writeHead(200, { "content-type": "text/event-stream; charset=utf-8" });
      write2(response, toText(first));
      streams.add(response);
      response.on("close", () => streams.delete(response));
    },
    tell(event) {
      const text = toText(event);
      for (const stream of streams) write2(stream, text);
    },
    close() {
      clearInterval(beat);
      for (const stream of streams) stream.end();
      streams.clear();
    },
  };
}
function toText(event) {
  return `data: ${JSON.stringify(event)}

`;
}
var MAX_STREAMS, MAX_WAITING_BYTES, BEAT_MS;
var init_event_stream = __esm({
  "packages/desk/src/http/event-stream.ts"() {
    "use strict";
    init_refusal();
    MAX_STREAMS = 20;
    MAX_WAITING_BYTES = 16e6;
    BEAT_MS = 15e3;
  },
});

// packages/desk/src/http/guard.ts
import { createHash as createHash3, timingSafeEqual as timingSafeEqual2 } from "node:crypto";
function createGuard({ port: port2, token }) {
  const suffix = port2 === 80 ? "" : `:${port2}`;
  const hosts = new Set(["127.0.0.1", "localhost", "[::1]"].map((name) => `${name}${suffix}`));
  const expected = digest2(`Bearer ${token}`);
  return {
    checkHost({ headers }) {
      if (headers.host !== void 0 && hosts.has(headers.host.toLowerCase())) return;
      throw new Refusal(
        403,
        "ERR_HOST",
        `This server answers to 127.0.0.1${suffix} and localhost${suffix} only. Open the address that was printed at the start.`,
      );
    },
    checkCaller({ headers }) {
      const site = headers["sec-fetch-site"];
      const isOwn = headers.origin === void 0 || headers.origin === `http://${headers.host ?? ""}`;
      if (!isOwn || (site !== void 0 && site !== "same-origin"))
        throw new Refusal(403, "ERR_ORIGIN", "The request comes from another page. Only the desk's own page is heard.");
      if (timingSafeEqual2(digest2(headers.authorization ?? ""), expected)) return;
      throw new Refusal(
        401,
        "ERR_TOKEN",
        "The token of this run is missing or wrong. Open the address that was printed at the start, with all that stands behind the #.",
      );
    },
  };
}
function digest2(text) {
  return createHash3("sha256").update(text).digest();
}
var init_guard = __esm({
  "packages/desk/src/http/guard.ts"() {
    "use strict";
    init_refusal();
  },
});

// packages/desk/src/http/router.ts
function findRoute(routes, { method, path: path11 }) {
  const found = routes.flatMap((route) => {
    const params = match(route.pattern, path11);
    return params === void 0 ? [] : [{ route, params }];
  });
  if (found.length === 0) throw new Refusal(404, "ERR_NOT_FOUND", "There is nothing at this path.");
  const fitting = found.find(({ route }) => route.method === method);
  if (fitting !== void 0) return fitting;
  throw new Refusal(405, "ERR_METHOD", `This path takes ${found.map(({ route }) => route.method).join(", ")} only.`);
}
function match(pattern, path11) {
  const wanted = pattern.split("/");
  const parts = path11.split("/");
  if (wanted.length !== parts.length) return void 0;
  const params = {};
  for (const [index, segment] of wanted.entries()) {
    const part = parts[index] ?? "";
    if (segment.startsWith(":")) params[segment.slice(1)] = part;
    else if (segment !== part) return void 0;
  }
  return params;
}
var init_router = __esm({
  "packages/desk/src/http/router.ts"() {
    "use strict";
    init_refusal();
  },
});

// packages/desk/src/http/create-listener.ts
function createListener({ guard, headers, page, routes, onError }) {
  async function answer(request, response) {
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    guard.checkHost(request);
    const [path11 = "/"] = (request.url ?? "/").split("?");
    if (!path11.startsWith("/api/")) {
      sendFile(request, response, page.get(path11) ?? missing(path11, page));
      return;
    }
    guard.checkCaller(request);
    const { route, params } = findRoute(routes, { method: request.method, path: path11 });
    const result = await route.handle({ request, response, params });
    if (result !== void 0) sendJson(response, 200, result);
  }
  return (request, response) => {
    answer(request, response).catch((error) => {
      const { status, code, message } = toRefusal(error);
      if (status === 500) onError(error);
      if (response.headersSent || response.destroyed) {
        response.destroy();
        return;
      }
      if (!request.complete) response.setHeader("connection", "close");
      const refusal2 = { error: { code, message } };
      sendJson(response, status, refusal2);
    });
  };
}
function missing(path11, page) {
  if (page.size > 0) throw new Refusal(404, "ERR_NOT_FOUND", "There is nothing at this path.");
  throw new Refusal(
    503,
    "ERR_NO_PAGE",
    `The page is not built, so ${path11 === "/" ? "it" : "this"} cannot be shown. Build @ck/desk.`,
  );
}
function sendFile({ method }, response, { type, bytes }) {
  if (method !== "GET" && method !== "HEAD") throw new Refusal(405, "ERR_METHOD", "This path takes GET only.");
  response.writeHead(200, { "content-type": type, "content-length": bytes.byteLength });
  response.end(method === "HEAD" ? void 0 : bytes);
}
function sendJson(response, status, value) {
  response.writeHead(status, { "content-type": "application/json; charset=utf-8" });
  response.end(JSON.stringify(value));
}
function toRefusal(error) {
  if (error instanceof Refusal) return error;
  if (isEmulatorError(error)) return new Refusal(statusOf2(error.code), error.code, error.message);
  return new Refusal(500, "ERR_DESK", "The desk failed. Its terminal says why.");
}
function statusOf2(code) {
  switch (code) {
    case "ERR_OPTION":
    case "ERR_RECORDING":
      return 400;
    default:
      return 409;
  }
}
var init_create_listener = __esm({
  "packages/desk/src/http/create-listener.ts"() {
    "use strict";
    init_src3();
    init_refusal();
    init_router();
  },
});

// packages/desk/src/http/page-files.ts
import { existsSync as existsSync3 } from "node:fs";
import { readdir as readdir3, readFile as readFile9 } from "node:fs/promises";
import path9 from "node:path";
import { fileURLToPath } from "node:url";
async function readPage(folder = pageFolder()) {
  const files = /* @__PURE__ */ new Map();
  if (!existsSync3(folder)) return files;
  const names = await readdir3(folder, { recursive: true });
  for (const name of names) {
    const type = TYPES[path9.extname(name)];
    if (type === void 0) continue;
    const file = { type, bytes: await readFile9(path9.join(folder, name)) };
    files.set(`/${name.split(path9.sep).join("/")}`, file);
  }
  const index = files.get("/index.html");
  if (index) files.set("/", index);
  return files;
}
function pageFolder() {
  const here = path9.dirname(fileURLToPath(import.meta.url));
  const built = path9.join(here, "page");
  return existsSync3(path9.join(built, "index.html")) ? built : path9.join(here, "../../dist/page");
}
var TYPES;
var init_page_files = __esm({
  "packages/desk/src/http/page-files.ts"() {
    "use strict";
    TYPES = {
      ".html": "text/html; charset=utf-8",
      ".js": "text/javascript; charset=utf-8",
      ".css": "text/css; charset=utf-8",
      ".svg": "image/svg+xml",
      ".md": "text/plain; charset=utf-8",
    };
  },
});

// packages/desk/src/http/security-headers.ts
function securityHeaders(webhookUrl) {
  const policy = [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "connect-src 'self'",
    `img-src 'self' https: data: ${new URL(webhookUrl).origin}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types ck-markup",
  ];
  return {
    "content-security-policy": policy.join("; "),
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
    "cache-control": "no-store",
  };
}
var init_security_headers = __esm({
  "packages/desk/src/http/security-headers.ts"() {
    "use strict";
  },
});

// packages/desk/src/listen.ts
function listen(server, { host, port: port2 }) {
  return new Promise((resolve, reject) => {
    server.once("error", (cause) => reject(new DeskError("ERR_LISTEN", inWords5(cause, port2), { cause })));
    server.listen({ host, port: port2, exclusive: true }, () => {
      server.removeAllListeners("error");
      const address = server.address();
      const taken = typeof address === "object" && address !== null ? address.port : port2;
      resolve({ port: taken, origin: `http://${host.includes(":") ? `[${host}]` : host}:${taken}` });
    });
  });
}
function inWords5({ code }, port2) {
  if (code === "EADDRINUSE")
    return `The port ${port2} is taken by another program. Choose another one, or 0 for any that is free.`;
  if (code === "EACCES") return `This user may not listen on port ${port2}. Choose one above 1023.`;
  return `Port ${port2} cannot be listened on (${String(code)}). Choose another one.`;
}
var init_listen = __esm({
  "packages/desk/src/listen.ts"() {
    "use strict";
    init_error4();
  },
});

// packages/desk/src/recordings.ts
import { mkdir as mkdir3 } from "node:fs/promises";
import path10 from "node:path";
function createRecordings(folder, now) {
  return {
    async save(what, id, write2) {
      await makeFolder(folder);
      const at = now()
        .toISOString()
        .replaceAll(/[-:]|\.\d+/g, "");
      const file = path10.join(folder, `${at}-${what}-${id.replaceAll(/[^\w-]/g, "").slice(0, 8)}.json`);
      await write2(file);
      return file;
    },
  };
}
async function makeFolder(folder) {
  try {
    await mkdir3(folder, { recursive: true, mode: 448 });
  } catch (cause) {
    throw new Refusal(409, "ERR_RECORDING", `The folder ${folder} cannot be made. Is there a file in its place?`, {
      cause,
    });
  }
}
var init_recordings = __esm({
  "packages/desk/src/recordings.ts"() {
    "use strict";
    init_refusal();
  },
});

// packages/desk/src/http/read-json.ts
async function readJson2(request) {
  const type = request.headers["content-type"] ?? "";
  if (!/^application\/json\s*(;|$)/i.test(type))
    throw new Refusal(415, "ERR_CONTENT_TYPE", "The content type must be application/json.");
  const value = parse6(new TextDecoder().decode(await readBytes2(request)));
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return { ...value };
  throw new Refusal(400, "ERR_BODY", "The body must be a JSON object.");
}
function readBytes2(request) {
  return new Promise((resolve, reject) => {
    const chunks = [];
    let length = 0;
    request.on("data", (chunk) => {
      length += chunk.byteLength;
      if (length <= MAX_BODY_BYTES) chunks.push(chunk);
      else reject(new Refusal(413, "ERR_BODY_SIZE", `The body must be at most ${MAX_BODY_BYTES} bytes.`));
    });
    request.on("end", () => resolve(Buffer.concat(chunks)));
    request.on("error", reject);
  });
}
function parse6(text) {
  try {
    return JSON.parse(text);
  } catch {
    throw new Refusal(400, "ERR_BODY", "The body is not JSON.");
  }
}
var MAX_BODY_BYTES;
var init_read_json = __esm({
  "packages/desk/src/http/read-json.ts"() {
    "use strict";
    init_refusal();
    MAX_BODY_BYTES = 1e6;
  },
});

// packages/desk/src/routes/bot-routes.ts
function botRoutes(desk) {
  const change2 = (name) => ({
    method: "POST",
    pattern: `/api/bot/${name}`,
    async handle({ request }) {
      await readJson2(request);
      await vaultOf2(desk)[name]();
      return desk.refreshBot();
    },
  });
  return [
    { method: "GET", pattern: "/api/bot", handle: () => desk.viewBot() },
    change2("secure"),
    change2("rotate"),
    change2("deploy"),
  ];
}
function vaultOf2({ vault }) {
  if (vault !== void 0) return vault;
  throw new Refusal(409, "ERR_NOT_SECURED", "The bot is not secured, so it has no keys. Set webhook.secured to true.");
}
var init_bot_routes = __esm({
  "packages/desk/src/routes/bot-routes.ts"() {
    "use strict";
    init_refusal();
    init_read_json();
  },
});

// packages/desk/src/http/read-input.ts
function readOpenChat(input) {
  const { environment, clientData } = input;
  return {
    ...(environment !== void 0 && { environment: readEnvironment(environment) }),
    ...(clientData !== void 0 && { clientData: readRecord("clientData", clientData) }),
    ...readFault(input),
  };
}
function readTurn(input) {
  const fault = readFault(input);
  switch (input["type"]) {
    case "say":
      return { type: "say", text: readText6("text", input["text"]), ...fault };
    case "choose":
      return { type: "choose", ids: readTexts2("ids", input["ids"]), ...fault };
    case "click":
      return { type: "click", id: readText6("id", input["id"]), ...fault };
    case "close":
      return { type: "close" };
    default:
      throw bad("type must be say, choose, click or close.");
  }
}
function readResend({ body, sign: sign3 }) {
  if (sign3 !== void 0 && typeof sign3 !== "boolean") throw bad("sign must be true or false.");
  return {
    ...(body !== void 0 && { body: readText6("body", body) }),
    ...(sign3 !== void 0 && { sign: sign3 }),
  };
}
function readFault({ fault }) {
  if (fault === void 0) return {};
  const known = FAULTS.find((each) => each === fault);
  if (known === void 0) throw bad(`fault must be one of ${FAULTS.join(", ")}.`);
  return { fault: known };
}
function readEnvironment(value) {
  const known = ENVIRONMENTS.find((each) => each === value);
  if (known === void 0) throw bad(`environment must be one of ${ENVIRONMENTS.join(", ")}.`);
  return known;
}
function readRecord(name, value) {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return { ...value };
  throw bad(`${name} must be a JSON object.`);
}
function readTexts2(name, value) {
  if (!Array.isArray(value)) throw bad(`${name} must be a list of texts.`);
  return value.map((each) => readText6(name, each));
}
function readText6(name, value) {
  if (typeof value === "string") return value;
  throw bad(`${name} must be a text.`);
}
function bad(message) {
  return new Refusal(400, "ERR_BODY", message);
}
var init_read_input = __esm({
  "packages/desk/src/http/read-input.ts"() {
    "use strict";
    init_src3();
    init_src();
    init_refusal();
  },
});

// packages/desk/src/routes/chat-routes.ts
function chatRoutes(desk, recordings) {
  const { emulator } = desk;
  const find = (id) => {
    const chat2 = emulator.chat(id ?? "");
    if (chat2 !== void 0) return chat2;
    throw new Refusal(404, "ERR_NO_CHAT", "There is no open chat of this id. Open a new one.");
  };
  return [
    {
      method: "POST",
      pattern: "/api/chats",
      async handle({ request }) {
        const options = readOpenChat(await readJson2(request));
        const before = new Set(desk.chats.views().map(({ id }) => id));
        try {
          const { id } = await emulator.openChat(options);
          return { id };
        } catch (error) {
          for (const { id } of desk.chats.views()) if (!before.has(id) && !emulator.chat(id)) desk.drop(id);
          throw error;
        }
      },
    },
    {
      method: "POST",
      pattern: "/api/chats/:id/turns",
      async handle({ request, params }) {
        const chat2 = find(params["id"]);
        const turn = readTurn(await readJson2(request));
        try {
          await takeTurn3(chat2, turn);
        } finally {
          desk.settle(chat2.id);
        }
        return {};
      },
    },
    {
      method: "POST",
      pattern: "/api/chats/:id/save",
      async handle({ params }) {
        const { transcript } = find(params["id"]);
        return { file: await recordings.save("chat", transcript.chatId, (file) => saveTranscript(file, transcript)) };
      },
    },
  ];
}
async function takeTurn3(chat2, { fault, ...input }) {
  await chat2.take(input, { fault });
}
var init_chat_routes = __esm({
  "packages/desk/src/routes/chat-routes.ts"() {
    "use strict";
    init_src3();
    init_read_input();
    init_read_json();
    init_refusal();
  },
});

// packages/desk/src/routes/event-route.ts
function eventRoute(desk, streams) {
  return {
    method: "GET",
    pattern: "/api/events",
    async handle({ response }) {
      const bot = await desk.viewBot();
      streams.open(response, { type: "snapshot", snapshot: desk.snapshot(bot) });
      return void 0;
    },
  };
}
var init_event_route = __esm({
  "packages/desk/src/routes/event-route.ts"() {
    "use strict";
  },
});

// packages/desk/src/routes/exchange-routes.ts
function exchangeRoutes(desk, recordings) {
  const { exchanges, emulator, vault, limits } = desk;
  const { secured } = emulator.bot.webhook;
  const sign3 = secured ? vault?.signer(emulator.bot.dialect.signature) : void 0;
  const find = (id) => exchanges.exchange(id ?? "") ?? refuse();
  return [
    {
      method: "GET",
      pattern: "/api/exchanges/:id",
      handle: ({ params }) => exchanges.view(params["id"] ?? "") ?? refuse(),
    },
    {
      method: "GET",
      pattern: "/api/exchanges/:id/bytes/:side",
      handle({ params, response }) {
        const { request, response: answer } = find(params["id"]);
        const body = { request, response: answer }[params["side"] ?? ""]?.body;
        if (body === void 0) throw new Refusal(404, "ERR_NO_BYTES", "The exchange has no such side.");
        response.setHeader("content-type", "application/octet-stream");
        response.setHeader("content-disposition", "attachment");
        response.end(bytesOf(body));
        return void 0;
      },
    },
    {
      method: "POST",
      pattern: "/api/exchanges/:id/resend",
      async handle({ request, params }) {
        const exchange = find(params["id"]);
        const { body, sign: anew = false } = readResend(await readJson2(request));
        if (anew && sign3 === void 0)
          throw new Refusal(400, "ERR_NOT_SECURED", "The bot is not secured, so there is no key to sign with.");
        const sent = await resend(exchange, {
          limits,
          sign: anew ? sign3 : void 0,
          edit: body === void 0 ? void 0 : () => body,
        });
        const resendOf = exchanges.row(exchange.id)?.number;
        const row = exchanges.add(sent, resendOf === void 0 ? {} : { resendOf });
        desk.tell({ type: "exchange", row });
        return { id: sent.id };
      },
    },
    {
      method: "POST",
      pattern: "/api/exchanges/:id/save",
      async handle({ params }) {
        const exchange = find(params["id"]);
        return { file: await recordings.save(exchange.todo, exchange.id, (file) => saveExchange(file, exchange)) };
      },
    },
  ];
}
function refuse() {
  throw new Refusal(404, "ERR_NO_EXCHANGE", "There is no exchange of this id any more.");
}
var init_exchange_routes = __esm({
  "packages/desk/src/routes/exchange-routes.ts"() {
    "use strict";
    init_src3();
    init_read_input();
    init_read_json();
    init_refusal();
  },
});

// packages/desk/src/serve-desk.ts
import { randomBytes as randomBytes7 } from "node:crypto";
import { createServer } from "node:http";
async function serveDesk(options) {
  const {
    bot,
    vault,
    port: port2 = 0,
    host = "127.0.0.1",
    recordings = ".ck/recordings",
    now = () => /* @__PURE__ */ new Date(),
  } = options;
  if (!["127.0.0.1", "::1"].includes(host))
    throw new DeskError("ERR_OPTION", 'host must be "127.0.0.1" or "::1": the desk is for this machine only.');
  const limits = {
    timeoutMs: options.limits?.timeoutMs ?? RESPONSE_TIMEOUT_MS,
    maxBytes: options.limits?.maxBytes ?? RESPONSE_LIMIT_BYTES,
  };
  const sign3 = vault?.signer(bot.dialect.signature);
  const emulator = createEmulator({ bot, sign: sign3, limits, now });
  const page = await readPage(options.page);
  const server = createServer();
  const address = await listen(server, { host, port: port2 });
  const streams = createEventStreams();
  const token = randomBytes7(32).toString("base64url");
  const desk = createDesk({ emulator, vault, limits, tell: streams.tell });
  const files = createRecordings(recordings, now);
  const listener = createListener({
    guard: createGuard({ port: address.port, token }),
    headers: securityHeaders(bot.webhook.url),
    page,
    routes: [eventRoute(desk, streams), ...chatRoutes(desk, files), ...exchangeRoutes(desk, files), ...botRoutes(desk)],
    onError: options.onError ?? ((error) => console.error(error)),
  });
  server.on("request", listener);
  return {
    url: `${address.origin}/#token=${token}`,
    emulator,
    async close() {
      desk.leave();
      streams.close();
      await closeServer(server);
    },
  };
}
function closeServer(server) {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
var init_serve_desk = __esm({
  "packages/desk/src/serve-desk.ts"() {
    "use strict";
    init_src3();
    init_src();
    init_desk();
    init_error4();
    init_event_stream();
    init_guard();
    init_create_listener();
    init_page_files();
    init_security_headers();
    init_listen();
    init_recordings();
    init_bot_routes();
    init_chat_routes();
    init_event_route();
    init_exchange_routes();
  },
});

// packages/desk/src/index.ts
var src_exports = {};
__export(src_exports, {
  DeskError: () => DeskError,
  isDeskError: () => isDeskError,
  serveDesk: () => serveDesk,
});
var init_src4 = __esm({
  "packages/desk/src/index.ts"() {
    "use strict";
    init_error4();
    init_serve_desk();
  },
});

// packages/cli/src/exit-code.ts
var EXIT_CODES = { ok: 0, found: 1, usage: 2, setup: 3, fault: 70, interrupted: 130 };

// node_modules/.pnpm/commander@14.0.3/node_modules/commander/esm.mjs
var import_index = __toESM(require_commander(), 1);
var {
  program,
  createCommand,
  createArgument,
  createOption,
  CommanderError,
  InvalidArgumentError,
  InvalidOptionArgumentError,
  // deprecated old name
  Command,
  Argument,
  Option,
  Help,
} = import_index.default;

// packages/cli/src/terminal/printable.ts
var HARMFUL = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u200E\u200F\u202A-\u202E\u2066-\u2069]/g;
function printable(text) {
  return text.replace(HARMFUL, "");
}
function printableLine(text) {
  return printable(text).replace(/\s+/g, " ").trim();
}
function printableJson(value, indent) {
  return JSON.stringify(value, void 0, indent).replace(
    /[\u007F-\u009F\u200E\u200F\u202A-\u202E\u2066-\u2069]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

// packages/cli/src/terminal/style.ts
function createStyle(enabled) {
  const paint = (open7, close2) => (text) => (enabled ? `\x1B[${open7}m${text}\x1B[${close2}m` : text);
  return {
    bold: paint(1, 22),
    dim: paint(2, 22),
    red: paint(31, 39),
    green: paint(32, 39),
    yellow: paint(33, 39),
    cyan: paint(36, 39),
  };
}
function wantsColor(isTerminal, env) {
  if ((env["NO_COLOR"] ?? "") !== "") return false;
  const forced = env["FORCE_COLOR"];
  if (forced !== void 0) return !["0", "false"].includes(forced);
  return isTerminal && env["TERM"] !== "dumb";
}

// packages/cli/src/terminal/terminal.ts
function isInteractive({ stdin: stdin2, stderr }) {
  return stdin2.isTTY && stderr.isTTY;
}
function canDraw({ stdin: stdin2, stdout: stdout2, env }) {
  return stdin2.isTTY && stdout2.isTTY && stdout2.columns > 0 && env["TERM"] !== "dumb";
}
function createOutput(terminal, json) {
  const { stdout: stdout2, stderr, env } = terminal;
  return {
    json,
    style: createStyle(!json && wantsColor(stdout2.isTTY, env)),
    say(text) {
      if (!json)
        stdout2.write(`${text}
`);
    },
    give(value, { inOneLine = false } = {}) {
      if (json)
        stdout2.write(`${printableJson(value, inOneLine ? void 0 : 2)}
`);
    },
    hint(text) {
      if (!json)
        stderr.write(`${text}
`);
    },
  };
}

// packages/cli/src/context.ts
var Interrupted = class extends Error {
  name = "Interrupted";
};
async function perform({ terminal, finish: finish2 }, { json = false }, command, { untilInterrupted = false } = {}) {
  const running = command({ terminal, output: createOutput(terminal, json) });
  finish2(await (untilInterrupted ? running : Promise.race([running, interruption(terminal.signal)])));
}
function interruption(signal) {
  return new Promise((_, reject) => {
    signal.addEventListener("abort", () => reject(new Interrupted("Interrupted.")), { once: true });
  });
}

// packages/cli/src/error.ts
init_src3();
init_src2();
var CliError = class extends Error {
  constructor(code, message, options) {
    super(message, options);
    this.code = code;
  }
  code;
  name = "CliError";
};
var IN_COMMANDS = {
  ERR_VAULT_NO_KEY:
    "The vault has no key for this. `ck init` makes the first one, `ck key deploy` takes it to production, and `ck key rotate` makes the next.",
};
function complaintOf(error) {
  if (error instanceof CliError) return complain(error.code, error.message);
  const { code } = error ?? {};
  const isDesk = error instanceof Error && error.name === "DeskError";
  if ((isEmulatorError(error) || isSignatureError(error) || isDesk) && typeof code === "string")
    return complain(code, IN_COMMANDS[code] ?? error.message);
  const kind = error instanceof Error ? error.name : typeof error;
  return {
    code: "ERR_FAULT",
    message: `This is a fault of ck itself (${kind}${typeof code === "string" ? `, ${code}` : ""}). CK_DEBUG=1 shows where.`,
    exitCode: EXIT_CODES.fault,
  };
}
function complain(code, message) {
  const isUsage = code === "ERR_USAGE" || code === "ERR_OPTION";
  return { code, message, exitCode: isUsage ? EXIT_CODES.usage : EXIT_CODES.setup };
}

// packages/cli/package.json
var version = "0.0.0";

// packages/cli/src/commands/chat.ts
init_src3();

// packages/cli/src/chat/run-chat.ts
init_src3();
import { createInterface } from "node:readline";

// packages/cli/src/project/show-exchange.ts
init_src3();
var SHOWN2 = 4e3;
function showExchange(exchange, output) {
  const { request, response, verdict, todo, environment, bytes } = exchange;
  const { style } = output;
  output.give(exchange);
  output.say(style.bold(`${request.method} ${printableLine(request.url)}`));
  const signed = request.signature === void 0 ? "no signature" : "signed";
  output.say(style.dim(`${todo} in ${environment}, ${bytes.sent} bytes, ${signed}`));
  if (response !== void 0) {
    const text = printable(pretty(textOf2(response.body)));
    const cut2 =
      text.length > SHOWN2
        ? `${text.slice(0, SHOWN2)}
\u2026 ${text.length - SHOWN2} characters more`
        : text;
    output.say(`
${style.bold(String(response.status))}${
      cut2 === ""
        ? ""
        : `
${cut2}`
    }`);
  }
  const paint = verdict.outcome === "answered" ? style.green : style.red;
  output.say(`
${paint(verdict.outcome)}  ${printableLine(verdict.words)}`);
  for (const remark of verdict.remarks) output.say(style.yellow(`note  ${printableLine(remark)}`));
}
function exchangeInWords({ todo, request, response, verdict, bytes, timings }) {
  const status = response === void 0 ? "no answer" : String(response.status);
  const signed = request.signature === void 0 ? "unsigned" : "signed";
  const facts = `${todo} ${signed}, ${status}, ${bytes.received} bytes, ${Math.round(timings.totalMs)} ms`;
  return verdict.outcome === "answered"
    ? `${facts}: ${verdict.outcome} as ${verdict.answer.kind}`
    : `${facts}: ${verdict.outcome}. ${printableLine(verdict.words)}`;
}
function pretty(text) {
  try {
    return JSON.stringify(JSON.parse(text), void 0, 2);
  } catch {
    return text;
  }
}

// node_modules/.pnpm/@clack+core@1.6.0/node_modules/@clack/core/dist/index.mjs
import { styleText } from "node:util";
import { stdout, stdin } from "node:process";
import f__default from "node:readline";

// node_modules/.pnpm/fast-string-truncated-width@3.0.3/node_modules/fast-string-truncated-width/dist/utils.js
var getCodePointsLength = /* @__PURE__ */ (() => {
  const SURROGATE_PAIR_RE = /[\uD800-\uDBFF][\uDC00-\uDFFF]/g;
  return (input) => {
    let surrogatePairsNr = 0;
    SURROGATE_PAIR_RE.lastIndex = 0;
    while (SURROGATE_PAIR_RE.test(input)) {
      surrogatePairsNr += 1;
    }
    return input.length - surrogatePairsNr;
  };
})();
var isFullWidth = (x) => {
  return x === 12288 || (x >= 65281 && x <= 65376) || (x >= 65504 && x <= 65510);
};
var isWideNotCJKTNotEmoji = (x) => {
  return (
    x === 8987 ||
    x === 9001 ||
    (x >= 12272 && x <= 12287) ||
    (x >= 12289 && x <= 12350) ||
    (x >= 12441 && x <= 12543) ||
    (x >= 12549 && x <= 12591) ||
    (x >= 12593 && x <= 12686) ||
    (x >= 12688 && x <= 12771) ||
    (x >= 12783 && x <= 12830) ||
    (x >= 12832 && x <= 12871) ||
    (x >= 12880 && x <= 19903) ||
    (x >= 65040 && x <= 65049) ||
    (x >= 65072 && x <= 65106) ||
    (x >= 65108 && x <= 65126) ||
    (x >= 65128 && x <= 65131) ||
    (x >= 127488 && x <= 127490) ||
    (x >= 127504 && x <= 127547) ||
    (x >= 127552 && x <= 127560) ||
    (x >= 131072 && x <= 196605) ||
    (x >= 196608 && x <= 262141)
  );
};

// node_modules/.pnpm/fast-string-truncated-width@3.0.3/node_modules/fast-string-truncated-width/dist/index.js
var ANSI_RE =
  /[\u001b\u009b][[()#;?]*(?:[0-9]{1,4}(?:;[0-9]{0,4})*)?[0-9A-ORZcf-nqry=><]|\u001b\]8;[^;]*;.*?(?:\u0007|\u001b\u005c)/y;
var CONTROL_RE = /[\x00-\x08\x0A-\x1F\x7F-\x9F]{1,1000}/y;
var CJKT_WIDE_RE =
  /(?:(?![\uFF61-\uFF9F\uFF00-\uFFEF])[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Tangut}]){1,1000}/uy;
var TAB_RE = /\t{1,1000}/y;
var EMOJI_RE =
  /[\u{1F1E6}-\u{1F1FF}]{2}|\u{1F3F4}[\u{E0061}-\u{E007A}]{2}[\u{E0030}-\u{E0039}\u{E0061}-\u{E007A}]{1,3}\u{E007F}|(?:\p{Emoji}\uFE0F\u20E3?|\p{Emoji_Modifier_Base}\p{Emoji_Modifier}?|\p{Emoji_Presentation})(?:\u200D(?:\p{Emoji_Modifier_Base}\p{Emoji_Modifier}?|\p{Emoji_Presentation}|\p{Emoji}\uFE0F\u20E3?))*/uy;
var LATIN_RE = /(?:[\x20-\x7E\xA0-\xFF](?!\uFE0F)){1,1000}/y;
var MODIFIER_RE = /\p{M}+/gu;
var NO_TRUNCATION = { limit: Infinity, ellipsis: "" };
var getStringTruncatedWidth = (input, truncationOptions = {}, widthOptions = {}) => {
  const LIMIT = truncationOptions.limit ?? Infinity;
  const ELLIPSIS = truncationOptions.ellipsis ?? "";
  const ELLIPSIS_WIDTH =
    truncationOptions?.ellipsisWidth ??
    (ELLIPSIS ? getStringTruncatedWidth(ELLIPSIS, NO_TRUNCATION, widthOptions).width : 0);
  const ANSI_WIDTH = 0;
  const CONTROL_WIDTH = widthOptions.controlWidth ?? 0;
  const TAB_WIDTH = widthOptions.tabWidth ?? 8;
  const EMOJI_WIDTH = widthOptions.emojiWidth ?? 2;
  const FULL_WIDTH_WIDTH = 2;
  const REGULAR_WIDTH = widthOptions.regularWidth ?? 1;
  const WIDE_WIDTH = widthOptions.wideWidth ?? FULL_WIDTH_WIDTH;
  const PARSE_BLOCKS = [
    [LATIN_RE, REGULAR_WIDTH],
    [ANSI_RE, ANSI_WIDTH],
    [CONTROL_RE, CONTROL_WIDTH],
    [TAB_RE, TAB_WIDTH],
    [EMOJI_RE, EMOJI_WIDTH],
    [CJKT_WIDE_RE, WIDE_WIDTH],
  ];
  let indexPrev = 0;
  let index = 0;
  let length = input.length;
  let lengthExtra = 0;
  let truncationEnabled = false;
  let truncationIndex = length;
  let truncationLimit = Math.max(0, LIMIT - ELLIPSIS_WIDTH);
  let unmatchedStart = 0;
  let unmatchedEnd = 0;
  let width = 0;
  let widthExtra = 0;
  outer: while (true) {
    if (unmatchedEnd > unmatchedStart || (index >= length && index > indexPrev)) {
      const unmatched = input.slice(unmatchedStart, unmatchedEnd) || input.slice(indexPrev, index);
      lengthExtra = 0;
      for (const char of unmatched.replaceAll(MODIFIER_RE, "")) {
        const codePoint = char.codePointAt(0) || 0;
        if (isFullWidth(codePoint)) {
          widthExtra = FULL_WIDTH_WIDTH;
        } else if (isWideNotCJKTNotEmoji(codePoint)) {
          widthExtra = WIDE_WIDTH;
        } else {
          widthExtra = REGULAR_WIDTH;
        }
        if (width + widthExtra > truncationLimit) {
          truncationIndex = Math.min(truncationIndex, Math.max(unmatchedStart, indexPrev) + lengthExtra);
        }
        if (width + widthExtra > LIMIT) {
          truncationEnabled = true;
          break outer;
        }
        lengthExtra += char.length;
        width += widthExtra;
      }
      unmatchedStart = unmatchedEnd = 0;
    }
    if (index >= length) {
      break outer;
    }
    for (let i = 0, l = PARSE_BLOCKS.length; i < l; i++) {
      const [BLOCK_RE, BLOCK_WIDTH] = PARSE_BLOCKS[i];
      BLOCK_RE.lastIndex = index;
      if (BLOCK_RE.test(input)) {
        lengthExtra =
          BLOCK_RE === CJKT_WIDE_RE
            ? getCodePointsLength(input.slice(index, BLOCK_RE.lastIndex))
            : BLOCK_RE === EMOJI_RE
              ? 1
              : BLOCK_RE.lastIndex - index;
        widthExtra = lengthExtra * BLOCK_WIDTH;
        if (width + widthExtra > truncationLimit) {
          truncationIndex = Math.min(truncationIndex, index + Math.floor((truncationLimit - width) / BLOCK_WIDTH));
        }
        if (width + widthExtra > LIMIT) {
          truncationEnabled = true;
          break outer;
        }
        width += widthExtra;
        unmatchedStart = indexPrev;
        unmatchedEnd = index;
        index = indexPrev = BLOCK_RE.lastIndex;
        continue outer;
      }
    }
    index += 1;
  }
  return {
    width: truncationEnabled ? truncationLimit : width,
    index: truncationEnabled ? truncationIndex : length,
    truncated: truncationEnabled,
    ellipsed: truncationEnabled && LIMIT >= ELLIPSIS_WIDTH,
  };
};
var dist_default = getStringTruncatedWidth;

// node_modules/.pnpm/fast-string-width@3.0.2/node_modules/fast-string-width/dist/index.js
var NO_TRUNCATION2 = {
  limit: Infinity,
  ellipsis: "",
  ellipsisWidth: 0,
};
var fastStringWidth = (input, options = {}) => {
  return dist_default(input, NO_TRUNCATION2, options).width;
};
var dist_default2 = fastStringWidth;

// node_modules/.pnpm/fast-wrap-ansi@0.2.2/node_modules/fast-wrap-ansi/lib/main.js
var ESC = "\x1B";
var CSI = "\x9B";
var END_CODE = 39;
var ANSI_ESCAPE_BELL = "\x07";
var ANSI_CSI = "[";
var ANSI_OSC = "]";
var ANSI_SGR_TERMINATOR = "m";
var ANSI_ESCAPE_LINK = `${ANSI_OSC}8;;`;
var GROUP_REGEX = new RegExp(`(?:\\${ANSI_CSI}(?<code>\\d+)m|\\${ANSI_ESCAPE_LINK}(?<uri>.*)${ANSI_ESCAPE_BELL})`, "y");
var getClosingCode = (openingCode) => {
  if (openingCode >= 30 && openingCode <= 37) return 39;
  if (openingCode >= 90 && openingCode <= 97) return 39;
  if (openingCode >= 40 && openingCode <= 47) return 49;
  if (openingCode >= 100 && openingCode <= 107) return 49;
  if (openingCode === 1 || openingCode === 2) return 22;
  if (openingCode === 3) return 23;
  if (openingCode === 4) return 24;
  if (openingCode === 7) return 27;
  if (openingCode === 8) return 28;
  if (openingCode === 9) return 29;
  if (openingCode === 0) return 0;
  return void 0;
};
var wrapAnsiCode = (code) => `${ESC}${ANSI_CSI}${code}${ANSI_SGR_TERMINATOR}`;
var wrapAnsiHyperlink = (url) => `${ESC}${ANSI_ESCAPE_LINK}${url}${ANSI_ESCAPE_BELL}`;
var wrapWord = (rows, word2, columns) => {
  const characters = word2[Symbol.iterator]();
  let isInsideEscape = false;
  let isInsideLinkEscape = false;
  let lastRow = rows.at(-1);
  let visible = lastRow === void 0 ? 0 : dist_default2(lastRow);
  let currentCharacter = characters.next();
  let nextCharacter = characters.next();
  let rawCharacterIndex = 0;
  while (!currentCharacter.done) {
    const character = currentCharacter.value;
    const characterLength = dist_default2(character);
    if (visible + characterLength <= columns) {
      rows[rows.length - 1] += character;
    } else {
      rows.push(character);
      visible = 0;
    }
    if (character === ESC || character === CSI) {
      isInsideEscape = true;
      isInsideLinkEscape = word2.startsWith(ANSI_ESCAPE_LINK, rawCharacterIndex + 1);
    }
    if (isInsideEscape) {
      if (isInsideLinkEscape) {
        if (character === ANSI_ESCAPE_BELL) {
          isInsideEscape = false;
          isInsideLinkEscape = false;
        }
      } else if (character === ANSI_SGR_TERMINATOR) {
        isInsideEscape = false;
      }
    } else {
      visible += characterLength;
      if (visible === columns && !nextCharacter.done) {
        rows.push("");
        visible = 0;
      }
    }
    currentCharacter = nextCharacter;
    nextCharacter = characters.next();
    rawCharacterIndex += character.length;
  }
  lastRow = rows.at(-1);
  if (!visible && lastRow !== void 0 && lastRow.length && rows.length > 1) {
    rows[rows.length - 2] += rows.pop();
  }
};
var stringVisibleTrimSpacesRight = (string) => {
  const words = string.split(" ");
  let last3 = words.length;
  while (last3) {
    if (dist_default2(words[last3 - 1])) {
      break;
    }
    last3--;
  }
  if (last3 === words.length) {
    return string;
  }
  return words.slice(0, last3).join(" ") + words.slice(last3).join("");
};
var exec = (string, columns, options = {}) => {
  if (options.trim !== false && string.trim() === "") {
    return "";
  }
  let returnValue = "";
  let escapeCode;
  let escapeUrl;
  const words = string.split(" ");
  let rows = [""];
  let rowLength = 0;
  for (let index = 0; index < words.length; index++) {
    const word2 = words[index];
    if (options.trim !== false) {
      const row = rows.at(-1) ?? "";
      const trimmed = row.trimStart();
      if (row.length !== trimmed.length) {
        rows[rows.length - 1] = trimmed;
        rowLength = dist_default2(trimmed);
      }
    }
    if (index !== 0) {
      if (rowLength >= columns && (options.wordWrap === false || options.trim === false)) {
        rows.push("");
        rowLength = 0;
      }
      if (rowLength || options.trim === false) {
        rows[rows.length - 1] += " ";
        rowLength++;
      }
    }
    const wordLength = dist_default2(word2);
    if (options.hard && wordLength > columns) {
      const remainingColumns = columns - rowLength;
      const breaksStartingThisLine = 1 + Math.floor((wordLength - remainingColumns - 1) / columns);
      const breaksStartingNextLine = Math.floor((wordLength - 1) / columns);
      if (breaksStartingNextLine < breaksStartingThisLine) {
        rows.push("");
      }
      wrapWord(rows, word2, columns);
      rowLength = dist_default2(rows.at(-1) ?? "");
      continue;
    }
    if (rowLength + wordLength > columns && rowLength && wordLength) {
      if (options.wordWrap === false && rowLength < columns) {
        wrapWord(rows, word2, columns);
        rowLength = dist_default2(rows.at(-1) ?? "");
        continue;
      }
      rows.push("");
      rowLength = 0;
    }
    if (rowLength + wordLength > columns && options.wordWrap === false) {
      wrapWord(rows, word2, columns);
      rowLength = dist_default2(rows.at(-1) ?? "");
      continue;
    }
    rows[rows.length - 1] += word2;
    rowLength += wordLength;
  }
  if (options.trim !== false) {
    rows = rows.map((row) => stringVisibleTrimSpacesRight(row));
  }
  const preString = rows.join("\n");
  let inSurrogate = false;
  for (let i = 0; i < preString.length; i++) {
    const character = preString[i];
    returnValue += character;
    if (!inSurrogate) {
      inSurrogate = character >= "\uD800" && character <= "\uDBFF";
      if (inSurrogate) {
        continue;
      }
    } else {
      inSurrogate = false;
    }
    if (character === ESC || character === CSI) {
      GROUP_REGEX.lastIndex = i + 1;
      const groupsResult = GROUP_REGEX.exec(preString);
      const groups = groupsResult?.groups;
      if (groups?.code !== void 0) {
        const code = Number.parseFloat(groups.code);
        escapeCode = code === END_CODE ? void 0 : code;
      } else if (groups?.uri !== void 0) {
        escapeUrl = groups.uri.length === 0 ? void 0 : groups.uri;
      }
    }
    if (preString[i + 1] === "\n") {
      if (escapeUrl) {
        returnValue += wrapAnsiHyperlink("");
      }
      const closingCode = escapeCode ? getClosingCode(escapeCode) : void 0;
      if (escapeCode && closingCode) {
        returnValue += wrapAnsiCode(closingCode);
      }
    } else if (character === "\n") {
      if (escapeCode && getClosingCode(escapeCode)) {
        returnValue += wrapAnsiCode(escapeCode);
      }
      if (escapeUrl) {
        returnValue += wrapAnsiHyperlink(escapeUrl);
      }
    }
  }
  return returnValue;
};
var CRLF_OR_LF = /\r?\n/;
function wrapAnsi(string, columns, options) {
  return String(string)
    .normalize()
    .split(CRLF_OR_LF)
    .map((line) => exec(line, columns, options))
    .join("\n");
}

// node_modules/.pnpm/sisteransi@2.0.0/node_modules/sisteransi/dist/index.js
var ESC2 = "\x1B";
var CSI2 = `${ESC2}[`;
var cursor = {
  to(x, y) {
    if (!y) return `${CSI2}${x + 1}G`;
    return `${CSI2}${y + 1};${x + 1}H`;
  },
  move(x, y) {
    let ret = "";
    if (x < 0) ret += `${CSI2}${-x}D`;
    else if (x > 0) ret += `${CSI2}${x}C`;
    if (y < 0) ret += `${CSI2}${-y}A`;
    else if (y > 0) ret += `${CSI2}${y}B`;
    return ret;
  },
  up: (count = 1) => `${CSI2}${count}A`,
  down: (count = 1) => `${CSI2}${count}B`,
  forward: (count = 1) => `${CSI2}${count}C`,
  backward: (count = 1) => `${CSI2}${count}D`,
  nextLine: (count = 1) => `${CSI2}E`.repeat(count),
  prevLine: (count = 1) => `${CSI2}F`.repeat(count),
  left: `${CSI2}G`,
  hide: `${CSI2}?25l`,
  show: `${CSI2}?25h`,
  save: `${ESC2}7`,
  restore: `${ESC2}8`,
};
var erase = {
  screen: `${CSI2}2J`,
  up: (count = 1) => `${CSI2}1J`.repeat(count),
  down: (count = 1) => `${CSI2}J`.repeat(count),
  line: `${CSI2}2K`,
  lineEnd: `${CSI2}K`,
  lineStart: `${CSI2}1K`,
  lines(count) {
    let clear2 = "";
    for (let i = 0; i < count; i++) clear2 += this.line + (i < count - 1 ? cursor.up() : "");
    if (count) clear2 += cursor.left;
    return clear2;
  },
};
var clear = {
  screen: `${ESC2}c`,
};

// node_modules/.pnpm/@clack+core@1.6.0/node_modules/@clack/core/dist/index.mjs
var a$1 = ["up", "down", "left", "right", "space", "enter", "cancel"];
var t = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
];
var settings = {
  actions: new Set(a$1),
  aliases: /* @__PURE__ */ new Map([
    // vim support
    ["k", "up"],
    ["j", "down"],
    ["h", "left"],
    ["l", "right"],
    ["", "cancel"],
    // opinionated defaults!
    ["escape", "cancel"],
  ]),
  messages: {
    cancel: "Canceled",
    error: "Something went wrong",
  },
  withGuide: true,
  accessible: void 0,
  date: {
    monthNames: [...t],
    messages: {
      required: "Please enter a valid date",
      invalidMonth: "There are only 12 months in a year",
      invalidDay: (n2, e) => `There are only ${n2} days in ${e}`,
      afterMin: (n2) => `Date must be on or after ${n2.toISOString().slice(0, 10)}`,
      beforeMax: (n2) => `Date must be on or before ${n2.toISOString().slice(0, 10)}`,
    },
  },
};
function isAccessible(n2) {
  if (n2 !== void 0) return n2;
  if (settings.accessible !== void 0) return settings.accessible;
  const e = process.env.ACCESSIBLE;
  return e !== void 0 && e !== "" && e !== "0" && e !== "false";
}
function isActionKey(n2, e) {
  if (typeof n2 == "string") return settings.aliases.get(n2) === e;
  for (const s of n2) if (s !== void 0 && isActionKey(s, e)) return true;
  return false;
}
function diffLines(i, s) {
  if (i === s) return;
  const e = i.split(`
`),
    t2 = s.split(`
`),
    r = Math.max(e.length, t2.length),
    f = [];
  for (let n2 = 0; n2 < r; n2++) e[n2] !== t2[n2] && f.push(n2);
  return {
    lines: f,
    numLinesBefore: e.length,
    numLinesAfter: t2.length,
    numLines: r,
  };
}
var R = globalThis.process.platform.startsWith("win");
var CANCEL_SYMBOL = /* @__PURE__ */ Symbol("clack:cancel");
function isCancel(e) {
  return e === CANCEL_SYMBOL;
}
function setRawMode(e, r) {
  const o = e;
  o.isTTY && o.setRawMode(r);
}
var getColumns = (e) => ("columns" in e && typeof e.columns == "number" ? e.columns : 80);
var getRows = (e) => ("rows" in e && typeof e.rows == "number" ? e.rows : 20);
function runValidation(e, a) {
  if ("~standard" in e) {
    const n2 = e["~standard"].validate(a);
    return n2 instanceof Promise ? n2.then((r) => r.issues?.at(0)?.message) : n2.issues?.at(0)?.message;
  }
  return e(a);
}
var C$1 = class C {
  input;
  output;
  _abortSignal;
  rl;
  opts;
  _render;
  _track = false;
  _prevFrame = "";
  _subscribers = /* @__PURE__ */ new Map();
  _cursor = 0;
  state = "initial";
  error = "";
  value;
  userInput = "";
  /**
   * Whether accessible (static, screen-reader friendly) output is enabled for
   * this prompt, resolved from the `accessible` option, the global setting,
   * and the `ACCESSIBLE` env var.
   */
  get accessible() {
    return isAccessible(this.opts.accessible);
  }
  constructor(t2, e = true) {
    const { input: i = stdin, output: s = stdout, render: r, signal: n2, ...o } = t2;
    ((this.opts = o),
      (this.onKeypress = this.onKeypress.bind(this)),
      (this.close = this.close.bind(this)),
      (this.render = this.render.bind(this)),
      (this._render = r.bind(this)),
      (this._track = e),
      (this._abortSignal = n2),
      (this.input = i),
      (this.output = s));
  }
  /**
   * Unsubscribe all listeners
   */
  unsubscribe() {
    this._subscribers.clear();
  }
  /**
   * Set a subscriber with opts
   * @param event - The event name
   */
  setSubscriber(t2, e) {
    const i = this._subscribers.get(t2) ?? [];
    (i.push(e), this._subscribers.set(t2, i));
  }
  /**
   * Subscribe to an event
   * @param event - The event name
   * @param cb - The callback
   */
  on(t2, e) {
    this.setSubscriber(t2, { cb: e });
  }
  /**
   * Subscribe to an event once
   * @param event - The event name
   * @param cb - The callback
   */
  once(t2, e) {
    this.setSubscriber(t2, { cb: e, once: true });
  }
  /**
   * Emit an event with data
   * @param event - The event name
   * @param data - The data to pass to the callback
   */
  emit(t2, ...e) {
    const i = this._subscribers.get(t2) ?? [],
      s = [];
    for (const r of i) (r.cb(...e), r.once && s.push(() => i.splice(i.indexOf(r), 1)));
    for (const r of s) r();
  }
  prompt() {
    return new Promise((t2) => {
      if (this._abortSignal) {
        if (this._abortSignal.aborted) return ((this.state = "cancel"), this.close(), t2(CANCEL_SYMBOL));
        this._abortSignal.addEventListener(
          "abort",
          () => {
            ((this.state = "cancel"), this.close());
          },
          { once: true },
        );
      }
      ((this.rl = f__default.createInterface({
        input: this.input,
        tabSize: 2,
        prompt: "",
        escapeCodeTimeout: 50,
        terminal: true,
      })),
        this.rl.prompt(),
        this.opts.initialUserInput !== void 0 && this._setUserInput(this.opts.initialUserInput, true),
        this.input.on("keypress", this.onKeypress),
        setRawMode(this.input, true),
        this.output.on("resize", this.render),
        this.render(),
        this.once("submit", () => {
          (this.output.write(cursor.show),
            this.output.off("resize", this.render),
            setRawMode(this.input, false),
            t2(this.value));
        }),
        this.once("cancel", () => {
          (this.output.write(cursor.show),
            this.output.off("resize", this.render),
            setRawMode(this.input, false),
            t2(CANCEL_SYMBOL));
        }));
    });
  }
  _isActionKey(t2, e) {
    return t2 === "	";
  }
  _shouldSubmit(t2, e) {
    return true;
  }
  _setValue(t2) {
    ((this.value = t2), this.emit("value", this.value));
  }
  _setUserInput(t2, e) {
    ((this.userInput = t2 ?? ""),
      this.emit("userInput", this.userInput),
      e && this._track && this.rl && (this.rl.write(this.userInput), (this._cursor = this.rl.cursor)));
  }
  _clearUserInput() {
    (this.rl?.write(null, { ctrl: true, name: "u" }), this._setUserInput(""));
  }
  async onKeypress(t2, e) {
    if (this.state !== "validating") {
      if (
        (this._track &&
          e.name !== "return" &&
          (e.name && this._isActionKey(t2, e) && this.rl?.write(null, { ctrl: true, name: "h" }),
          (this._cursor = this.rl?.cursor ?? 0),
          this._setUserInput(this.rl?.line)),
        this.state === "error" && (this.state = "active"),
        e?.name &&
          (!this._track && settings.aliases.has(e.name) && this.emit("cursor", settings.aliases.get(e.name)),
          settings.actions.has(e.name) && this.emit("cursor", e.name)),
        t2 && (t2.toLowerCase() === "y" || t2.toLowerCase() === "n") && this.emit("confirm", t2.toLowerCase() === "y"),
        this.emit("key", t2, e),
        e?.name === "return" && this._shouldSubmit(t2, e))
      ) {
        if (this.opts.validate) {
          const i = runValidation(this.opts.validate, this.value);
          let s;
          (i instanceof Promise ? ((this.state = "validating"), this.render(), (s = await i)) : (s = i),
            s &&
              ((this.error = s instanceof Error ? s.message : s),
              (this.state = "error"),
              this.rl?.write(this.userInput)));
        }
        this.state !== "error" && (this.state = "submit");
      }
      (isActionKey([t2, e?.name, e?.sequence], "cancel") && (this.state = "cancel"),
        (this.state === "submit" || this.state === "cancel") && this.emit("finalize"),
        this.render(),
        (this.state === "submit" || this.state === "cancel") && this.close());
    }
  }
  close() {
    (this.input.unpipe(),
      this.input.removeListener("keypress", this.onKeypress),
      this.output.write(`
`),
      setRawMode(this.input, false),
      this.rl?.close(),
      (this.rl = void 0),
      this.emit(`${this.state}`, this.value),
      this.unsubscribe());
  }
  restoreCursor() {
    const t2 =
      wrapAnsi(this._prevFrame, getColumns(this.output), { hard: true, trim: false }).split(`
`).length - 1;
    this.output.write(cursor.move(-999, t2 * -1));
  }
  render() {
    const t2 = wrapAnsi(this._render(this) ?? "", getColumns(this.output), {
      hard: true,
      trim: false,
    });
    if (t2 !== this._prevFrame) {
      if (this.state === "initial") this.output.write(cursor.hide);
      else {
        const e = diffLines(this._prevFrame, t2),
          i = getRows(this.output);
        if ((this.restoreCursor(), e)) {
          const s = Math.max(0, e.numLinesAfter - i),
            r = Math.max(0, e.numLinesBefore - i);
          let n2 = e.lines.find((o) => o >= s);
          if (n2 === void 0) {
            this._prevFrame = t2;
            return;
          }
          if (e.lines.length === 1) {
            (this.output.write(cursor.move(0, n2 - r)), this.output.write(erase.lines(1)));
            const o = t2.split(`
`);
            (this.output.write(o[n2]), (this._prevFrame = t2), this.output.write(cursor.move(0, o.length - n2 - 1)));
            return;
          } else if (e.lines.length > 1) {
            if (s < r) n2 = s;
            else {
              const h = n2 - r;
              h > 0 && this.output.write(cursor.move(0, h));
            }
            this.output.write(erase.down());
            const m = t2
              .split(
                `
`,
              )
              .slice(n2);
            (this.output.write(
              m.join(`
`),
            ),
              (this._prevFrame = t2));
            return;
          }
        }
        this.output.write(erase.down());
      }
      (this.output.write(t2), this.state === "initial" && (this.state = "active"), (this._prevFrame = t2));
    }
  }
};
var u = class extends C$1 {
  _mask = "\u2022";
  get cursor() {
    return this._cursor;
  }
  get masked() {
    return this.userInput.replaceAll(/./g, this._mask);
  }
  get userInputWithCursor() {
    if (this.state === "submit" || this.state === "cancel") return this.masked;
    const t2 = this.userInput;
    if (this.cursor >= t2.length) return `${this.masked}${styleText(["inverse", "hidden"], "_")}`;
    const s = this.masked,
      r = s.slice(0, this.cursor),
      i = s.slice(this.cursor, this.cursor + 1),
      o = s.slice(this.cursor + 1);
    return `${r}${styleText("inverse", i)}${o}`;
  }
  clear() {
    this._clearUserInput();
  }
  constructor({ mask: t2, ...s }) {
    (super(s),
      (this._mask = t2 ?? "\u2022"),
      this.on("userInput", (r) => {
        this._setValue(r);
      }),
      this.on("finalize", () => {
        this.value === void 0 && (this.value = "");
      }));
  }
};
var n = class extends C$1 {
  get userInputWithCursor() {
    if (this.state === "submit") return this.userInput;
    const t2 = this.userInput;
    if (this.cursor >= t2.length) return `${this.userInput}\u2588`;
    const r = t2.slice(0, this.cursor),
      s = t2.slice(this.cursor, this.cursor + 1),
      e = t2.slice(this.cursor + 1);
    return `${r}${styleText("inverse", s)}${e}`;
  }
  get cursor() {
    return this._cursor;
  }
  constructor(t2) {
    (super({
      ...t2,
      initialUserInput: t2.initialUserInput ?? t2.initialValue,
    }),
      this.on("userInput", (r) => {
        this._setValue(r);
      }),
      this.on("finalize", () => {
        (this.value || (this.value = t2.defaultValue), this.value === void 0 && (this.value = ""));
      }));
  }
};

// packages/cli/src/chat/choices.ts
function choicesOf(messages) {
  const options = messages.flatMap(({ options: options2 }) =>
    options2.map(({ id, label, image }) =>
      choice("option", label === "" ? (image ?? id) : label, { type: "choose", ids: [id] }),
    ),
  );
  const buttons = messages.flatMap(({ buttons: buttons2 }) =>
    buttons2.map(({ id, label, data }) => choice("button", label, { type: "click", id, ...(data && { data }) })),
  );
  const followups = messages.flatMap(({ followups: followups2 }) =>
    followups2.map((namespace) => choice("follow-up", namespace, { type: "choose", ids: [namespace] })),
  );
  return [...options, ...buttons, ...followups];
}
function choice(kind, label, input) {
  return { kind, label: printableLine(label) || "(no label)", input };
}
function readLine(line, choices, { several }) {
  const text = line.trim();
  const named = choices.find(({ label }) => label === text);
  if (named !== void 0) return named.input;
  const picked = several && /^\d+(?:\s*[,\s]\s*\d+)+$/.test(text) ? pickSeveral(text, choices) : void 0;
  if (picked !== void 0) return picked;
  const numbered = /^\d{1,3}$/.test(text) ? choices[Number(text) - 1] : void 0;
  return numbered?.input ?? { type: "say", text: text.startsWith("//") ? text.slice(1) : text };
}
function pickSeveral(text, choices) {
  const picked = text.split(/[,\s]+/).map((number) => choices[Number(number) - 1]);
  const ids = picked.flatMap((each) => (each?.kind === "option" && each.input.type === "choose" ? each.input.ids : []));
  return ids.length === picked.length ? { type: "choose", ids } : void 0;
}

// packages/markup/src/error.ts
var MarkupError = class extends Error {
  name = "MarkupError";
  /** What went wrong, from a closed list. */
  code;
  constructor(code, message) {
    super(message);
    this.code = code;
  }
};

// packages/markup/src/grammar.ts
var JOINER = "\u2060";
var MAX_LIST_DEPTH = 5;
var MAX_TREE_DEPTH = 24;
var LIST_INDENT = 2;
var MAX_URL_PARENTHESES = 3;
var blank = /\s/u;
var word = /[\p{L}\p{N}\p{M}\u200C\u200D\u2060]/u;
var mark = /\p{M}/u;
var emojiParts = /[\uFE0E\uFE0F\u20E3]/u;
function isBlank(character) {
  return character === void 0 || character === "" || blank.test(character);
}
function isWord(character) {
  return character !== void 0 && word.test(character) && !emojiParts.test(character);
}
function isMark(character) {
  return character !== void 0 && mark.test(character);
}
function characterBefore(text, index) {
  if (index <= 0) return void 0;
  const low = text.charCodeAt(index - 1);
  if (low >= 56320 && low <= 57343 && index > 1) {
    const high = text.charCodeAt(index - 2);
    if (high >= 55296 && high <= 56319) return text.slice(index - 2, index);
  }
  return text.charAt(index - 1);
}
function characterAt(text, index) {
  const point = text.codePointAt(index);
  return point === void 0 ? void 0 : String.fromCodePoint(point);
}
function canOpen(before, after) {
  return !isBlank(after) && !isWord(before) && !isMark(after);
}
function canClose(before, after) {
  return !isBlank(before) && !isWord(after) && !isMark(after);
}
function isJoined(text, index) {
  return text.charAt(index - 1) === JOINER && text.charAt(index + 1) === JOINER;
}

// packages/markup/src/table-row.ts
function splitRow(line) {
  const row = line.trim();
  const cells = [];
  let start = row.startsWith("|") ? 1 : 0;
  for (let at = start; at < row.length; at++) {
    if (row.charAt(at) !== "|" || isJoined(row, at)) continue;
    cells.push(row.slice(start, at).trim());
    start = at + 1;
  }
  if (start < row.length || cells.length === 0) cells.push(row.slice(start).trim());
  return cells;
}
function isDelimiterRow(line) {
  return line.includes("|") && !/[^|:\- \t]/.test(line) && splitRow(line).every((cell) => /^:?-+:?$/.test(cell));
}

// packages/markup/src/line-start.ts
function readLineStart(line) {
  if (line.startsWith("#")) return readHeading(line);
  if (line.startsWith("!"))
    return isBlank(line.charAt(1)) || "![".includes(line.charAt(1)) ? void 0 : { type: "quote", from: 1 };
  return readItem(line);
}
function readIndent(line) {
  let from = 0;
  let width = 0;
  for (; from < line.length; from++) {
    const character = line.charAt(from);
    if (character === " ") width++;
    else if (character === "	") width += LIST_INDENT;
    else break;
  }
  return { from, width };
}
function readHeading(line) {
  let from = 0;
  while (line.charAt(from) === "#") from++;
  return from > 5 || isBlank(line.charAt(from)) ? void 0 : { type: "heading", level: from, from };
}
function readItem(line) {
  const { from: start, width } = readIndent(line);
  const depth = Math.min(Math.floor(width / LIST_INDENT), MAX_LIST_DEPTH);
  let end = start;
  while (end - start < 9 && isDigit2(line.charCodeAt(end))) end++;
  const digits = line.slice(start, end);
  if (line.charAt(end) !== (digits === "" ? "*" : ".")) return void 0;
  const { from: blanks } = readIndent(line.slice(end + 1));
  const from = end + 1 + blanks;
  if (blanks === 0 || line.slice(from).trim() === "") return void 0;
  return { type: "item", ...(digits === "" ? {} : { number: Number(digits) }), depth, from };
}
function isDigit2(code) {
  return code >= 48 && code <= 57;
}

// packages/markup/src/markup-text.ts
var brand = /* @__PURE__ */ Symbol.for("@ck/markup/text");
function isMarkupText(value) {
  return (
    typeof value === "object" && value !== null && brand in value && "text" in value && typeof value.text === "string"
  );
}
function textOf3(text) {
  if (typeof text === "string") return text;
  if (isMarkupText(text)) return text.text;
  throw new MarkupError(
    "ERR_INVALID_ARGUMENT",
    `expected a string, or what markup or raw returned; came ${typeof text}. Give the message's text.`,
  );
}

// packages/markup/src/pair-emphasis.ts
var emphases = {
  "*": "bold",
  _: "italic",
  __: "underline",
  "~": "strike",
};
function readMarker(line, from, end) {
  const value = line.slice(from, Math.min(end, from + 3));
  const emphasis = emphases[value];
  if (emphasis === void 0) return void 0;
  const before = characterBefore(line, from);
  const after = characterAt(line, end);
  const [opens, closes] = [canOpen(before, after), canClose(before, after)];
  return opens || closes ? { type: "marker", value, emphasis, canOpen: opens, canClose: closes } : void 0;
}
function pairEmphasis(tokens) {
  return build(tokens, findPairs(tokens));
}
function findPairs(tokens) {
  const pairs2 = /* @__PURE__ */ new Map();
  const waiting = [];
  const live = { bold: 0, italic: 0, underline: 0, strike: 0 };
  const valid = { bold: 0, italic: 0, underline: 0, strike: 0 };
  tokens.forEach((token, at) => {
    if (token.type !== "marker") return;
    const { emphasis } = token;
    if (token.canClose && live[emphasis] > 0) {
      for (let opener = waiting.pop(); opener !== void 0; opener = waiting.pop()) {
        if (opener.at >= valid[opener.emphasis]) live[opener.emphasis]--;
        if (opener.emphasis !== emphasis) continue;
        pairs2.set(opener.at, at);
        break;
      }
      live[emphasis] = 0;
      valid[emphasis] = at;
    } else if (token.canOpen) {
      waiting.push({ at, emphasis });
      live[emphasis]++;
    }
  });
  return pairs2;
}
function build(tokens, pairs2) {
  const top = [];
  const open7 = [];
  let into = top;
  tokens.forEach((token, at) => {
    if (token.type === "node") {
      into.push(token.node);
      return;
    }
    if (open7.at(-1)?.closesAt === at) {
      into = open7.pop()?.into ?? top;
      return;
    }
    const closesAt = pairs2.get(at);
    if (token.type === "text" || closesAt === void 0) {
      addText2(into, token.value);
      return;
    }
    const children = [];
    into.push({ type: token.emphasis, children });
    open7.push({ closesAt, into });
    into = children;
  });
  return top;
}
function addText2(into, value) {
  const last3 = into.at(-1);
  if (last3?.type === "text") into[into.length - 1] = { type: "text", value: last3.value + value };
  else if (value !== "") into.push({ type: "text", value });
}

// packages/markup/src/parse-inlines.ts
function parseInlines(line) {
  const tokens = [];
  let brackets = [];
  let textFrom = 0;
  let noHighlightFrom = Infinity;
  let at = 0;
  const flush = () => {
    if (at > textFrom) tokens.push(textToken(line.slice(textFrom, at)));
  };
  const take = (end, token) => {
    if (token !== void 0) tokens.push(token);
    at = textFrom = end;
  };
  while (at < line.length) {
    const character = line.charAt(at);
    if (character === "`") {
      const end = runEnd(line, at);
      const close2 = end - at === 1 && at < noHighlightFrom ? findHighlightEnd(line, at) : void 0;
      if (close2 === -1) noHighlightFrom = at;
      if (close2 !== void 0 && close2 > 0) {
        flush();
        take(close2 + 1, nodeToken({ type: "highlight", value: line.slice(at + 1, close2) }));
      } else at = end;
    } else if (character === "*" || character === "_" || character === "~") {
      const end = runEnd(line, at);
      const marker = readMarker(line, at, end);
      if (marker === void 0) at = end;
      else {
        flush();
        take(end, marker);
      }
    } else if (character === "[" && !isJoined(line, at)) {
      const image = at > textFrom && line.charAt(at - 1) === "!";
      if (image) at--;
      flush();
      if (image) at++;
      brackets.push({ token: tokens.length, from: at + 1, image });
      take(at + 1, textToken(image ? "![" : "["));
    } else if (character === "]" && !isJoined(line, at)) {
      const opener = brackets.pop();
      const end = opener === void 0 ? -1 : findUrlEnd(line, at + 1);
      if (opener !== void 0 && end > 0) {
        flush();
        const url = line.slice(at + 2, end);
        const label = tokens.splice(opener.token).slice(1);
        if (opener.image) {
          take(end + 1, nodeToken({ type: "image", url, alt: line.slice(opener.from, at) }));
        } else {
          take(end + 1, nodeToken({ type: "link", url, children: pairEmphasis(label) }));
          brackets = [];
        }
      } else at++;
    } else at++;
  }
  flush();
  return pairEmphasis(tokens);
}
function textToken(value) {
  return { type: "text", value };
}
function nodeToken(node) {
  return { type: "node", node };
}
function runEnd(line, from) {
  const character = line.charAt(from);
  let end = from + 1;
  while (line.charAt(end) === character) end++;
  return end;
}
function findHighlightEnd(line, from) {
  if (!canOpen(characterBefore(line, from), characterAt(line, from + 1))) return void 0;
  for (let at = line.indexOf("`", from + 1); at !== -1;) {
    const end = runEnd(line, at);
    if (end - at === 1 && canClose(characterBefore(line, at), characterAt(line, end))) return at;
    at = line.indexOf("`", end);
  }
  return -1;
}
function findUrlEnd(line, from) {
  if (line.charAt(from) !== "(") return -1;
  let depth = 0;
  for (let at = from + 1; at < line.length; at++) {
    const character = line.charAt(at);
    if (character === "(") {
      if (++depth > MAX_URL_PARENTHESES) return -1;
    } else if (character === ")") {
      if (depth-- === 0) return at === from + 1 ? -1 : at;
    } else if (/\s/u.test(character)) return -1;
  }
  return -1;
}

// packages/markup/src/parse.ts
function parse4(text) {
  const source = textOf3(text);
  if (source === "") return [];
  const lines = source.replace(/\r\n?/g, "\n").split("\n");
  const blocks = [];
  let last3;
  let empty2 = 0;
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? "";
    if (line.trim() === "") {
      last3 = void 0;
      empty2++;
      continue;
    }
    if (line.includes("|") && isDelimiterRow(lines[at + 1] ?? "")) {
      let end2 = at + 2;
      while (lines[end2]?.includes("|") === true) end2++;
      blocks.push(readTable(line, lines.slice(at + 2, end2)));
      at = end2 - 1;
      last3 = void 0;
    } else {
      const start = readLineStart(line);
      const content = parseInlines(line.slice(start?.from ?? (last3?.type === "item" ? readIndent(line).from : 0)));
      if (last3 !== void 0 && goesOn(last3.type, start, line)) {
        last3.children.push({ type: "break" }, ...content);
      } else {
        const seen = Math.max(empty2 - (blocks.length > 0 ? 1 : 0), 0);
        const children = start === void 0 ? [...breaks(seen), ...content] : content;
        const block = open5(start, children);
        blocks.push(block);
        last3 = { type: block.type, children };
      }
    }
    empty2 = 0;
  }
  if (blocks.length === 0) return [{ type: "paragraph", children: breaks(empty2 - 1) }];
  const end = blocks.at(-1);
  if (end?.type === "paragraph" && empty2 > 0)
    blocks[blocks.length - 1] = { type: "paragraph", children: [...end.children, ...breaks(empty2)] };
  return blocks;
}
function goesOn(above, start, line) {
  if (above === "quote") return start?.type === "quote";
  if (start !== void 0) return false;
  return above === "item" ? readIndent(line).width >= LIST_INDENT : above === "paragraph";
}
function open5(start, children) {
  switch (start?.type) {
    case void 0:
      return { type: "paragraph", children };
    case "heading":
      return { type: "heading", level: start.level, children };
    case "quote":
      return { type: "quote", children };
    case "item":
      return {
        type: "item",
        ...(start.number !== void 0 && { number: start.number }),
        depth: start.depth,
        children,
      };
  }
}
function readTable(header2, rows) {
  const cells = (row) => splitRow(row).map(parseInlines);
  return { type: "table", header: cells(header2), rows: rows.map(cells) };
}
function breaks(count) {
  return Array.from({ length: count }, () => ({ type: "break" }));
}

// packages/markup/src/clean-text.ts
var harmful = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u202D\u202E]/gu;
var loneSurrogate = /\p{Surrogate}/gu;
function cleanText(text) {
  return text.replace(harmful, "").replace(loneSurrogate, "\uFFFD");
}

// packages/markup/src/to-plain-text.ts
function toPlainText(text) {
  const nodes = typeof text === "string" || isMarkupText(text) ? parse4(text) : text;
  let plain = "";
  nodes.forEach((node, at) => {
    const before = nodes[at - 1];
    if (before !== void 0 && (isBlock(node) || isBlock(before)))
      plain += node.type === "item" && before.type === "item" ? "\n" : "\n\n";
    plain += isBlock(node) ? printBlock(node) : printInlines([node]);
  });
  return cleanText(plain);
}
function isBlock(node) {
  return ["paragraph", "heading", "item", "quote", "table"].includes(node.type);
}
function printBlock(block) {
  switch (block.type) {
    case "item":
      return printItem(block);
    case "quote":
      return `> ${printInlines(block.children).replaceAll("\n", "\n> ")}`;
    case "table":
      return [block.header, ...block.rows]
        .map((row) => row.map((cell) => printInlines(cell).replaceAll("\n", " ")).join(" | "))
        .join("\n");
    case "paragraph":
    case "heading":
      return printInlines(block.children);
  }
}
function printItem({ number, depth, children }) {
  const indent = "  ".repeat(Math.min(depth, MAX_LIST_DEPTH));
  const marker = number === void 0 ? "\u2022" : `${number}.`;
  return `${indent}${marker} ${printInlines(children).replaceAll(
    "\n",
    `
${indent}  `,
  )}`;
}
function printInlines(nodes, depth = 0) {
  return depth > MAX_TREE_DEPTH ? "" : nodes.map((node) => printInline(node, depth)).join("");
}
function printInline(node, depth) {
  switch (node.type) {
    case "text":
    case "highlight":
      return node.value;
    case "break":
      return "\n";
    case "image":
      return node.alt === "" ? "(image)" : node.alt;
    case "link": {
      const shown = printInlines(node.children, depth + 1);
      const label = shown.trim() === "" ? "" : shown;
      const saidByLabel = ["", node.url, node.url.replace(/^(mailto|tel):/, "")].includes(label);
      return saidByLabel ? label || node.url : `${label} (${node.url})`;
    }
    case "bold":
    case "italic":
    case "underline":
    case "strike":
      return printInlines(node.children, depth + 1);
    default:
      return "";
  }
}

// packages/cli/src/chat/render-message.ts
var SHOWN3 = 400;
var WIDTH = 9;
function renderMessage({ role, text, cards, failure: failure2 }, style) {
  const paint = failure2 ? style.red : { visitor: style.cyan, bot: style.green, platform: style.yellow }[role];
  const who = paint((role === "visitor" ? "you" : role).padEnd(WIDTH));
  const indent = " ".repeat(WIDTH);
  const words = printable(role === "visitor" ? text : toPlainText(text));
  const lines = [words, ...cards.map((card) => renderCard(card, style))].join("\n").split("\n");
  return lines.map((line, at) => `${at === 0 ? who : indent}${line}`.trimEnd()).join("\n");
}
function renderCard(card, style) {
  const { type, ...rest } = card;
  const title = style.dim(`\u250C ${printableLine(type)}`);
  const content =
    type === "note" && typeof card["content"] === "string" ? toPlainText(card["content"]) : cut(printableJson(rest));
  const lines = printable(content).split("\n");
  return [title, ...lines.map((line) => `${style.dim("\u2502")} ${line}`)].join("\n");
}
function cut(text) {
  return text.length > SHOWN3 ? `${text.slice(0, SHOWN3)}\u2026` : text;
}
function renderChoices(choices, style, selected) {
  const indent = " ".repeat(WIDTH - 2);
  return choices
    .map(({ label, kind }, at) => {
      const mark2 = at === selected ? style.cyan("\u276F ") : "  ";
      const what = kind === "option" ? "" : style.dim(` (${kind})`);
      return `${indent}${mark2}${style.bold(String(at + 1))}  ${label}${what}`;
    })
    .join("\n");
}

// packages/cli/src/chat/ask-visitor.ts
async function askVisitor(options) {
  const { terminal, style, choices, several } = options;
  let selected;
  const prompt = new n({
    input: terminal.stdin,
    output: terminal.stdout,
    signal: terminal.signal,
    render() {
      const who = style.cyan("you".padEnd(9));
      if (this.state === "submit" || this.state === "cancel")
        return `${who}${said2(this.userInput, choices, selected)}`;
      const list =
        choices.length === 0
          ? ""
          : `
${renderChoices(choices, style, this.userInput === "" ? selected : void 0)}`;
      return `${who}${this.userInputWithCursor}${list}`;
    },
    validate: (value) => ((value ?? "").trim() === "" && selected === void 0 ? "empty" : void 0),
  });
  prompt.on("cursor", (action) => {
    if (choices.length === 0 || (action !== "up" && action !== "down")) return;
    const step = action === "down" ? 1 : -1;
    const from = selected ?? (step === 1 ? -1 : choices.length);
    selected = (from + step + choices.length) % choices.length;
  });
  const answer = await prompt.prompt();
  if (typeof answer === "symbol") return void 0;
  const line = answer ?? "";
  if (line.trim() === "") return selected === void 0 ? void 0 : choices[selected]?.input;
  return isCommand(line) ? line.trim() : readLine(line, choices, { several });
}
function isCommand(line) {
  return /^\s*\/(?!\/)/.test(line);
}
function said2(typed, choices, selected) {
  const picked = typed.trim() === "" && selected !== void 0 ? choices[selected] : void 0;
  return picked?.label ?? typed;
}

// packages/cli/src/chat/run-command.ts
init_src3();
var HELP = `  /click <id> [json]   click a button that was shown, with other data perhaps
  /save <file>         keep the chat, as a regression test
  /save-last <file>    keep the last exchange, for ck resend and ck explain
  /quit                close the chat
  //text               say a text that begins with a slash`;
async function runCommand(line, chat2, output) {
  const [, name = "", rest = ""] = /^\/(\S*)\s*(.*)$/s.exec(line) ?? [];
  switch (name) {
    case "quit":
    case "exit":
      return "quit";
    case "click":
      return readClick(rest, output);
    case "save":
      await keep(rest, output, (file) => saveTranscript(file, chat2.transcript));
      return void 0;
    case "save-last": {
      const exchange = chat2.transcript.turns.flatMap(({ exchanges }) => exchanges).at(-1);
      if (exchange === void 0) output.hint("There was no exchange yet.");
      else await keep(rest, output, (file) => saveExchange(file, exchange));
      return void 0;
    }
    case "help":
      output.say(HELP);
      return void 0;
    default:
      output.hint(`There is no such command.
${HELP}`);
      return void 0;
  }
}
function readClick(rest, output) {
  const [, id = "", json = ""] = /^(\S+)\s*(.*)$/s.exec(rest) ?? [];
  if (id === "") {
    output.hint("Say which button: /click <id>");
    return void 0;
  }
  if (json === "") return { type: "click", id };
  try {
    const data = JSON.parse(json);
    if (typeof data === "object" && data !== null && !Array.isArray(data))
      return { type: "click", id, data: { ...data } };
  } catch {}
  output.hint('The data of a click are a JSON object: /click saveDraft {"draft": 7}');
  return void 0;
}
async function keep(file, output, write2) {
  if (file === "") {
    output.hint("Say to which file.");
    return;
  }
  try {
    await write2(file);
    output.hint(`wrote ${file}`);
  } catch (error) {
    if (!isEmulatorError(error)) throw error;
    output.hint(error.message);
  }
}

// packages/cli/src/chat/run-chat.ts
async function runChat(emulator, options, run2) {
  const { terminal, output } = run2;
  const isDialogue = canDraw(terminal) && !output.json;
  const failed = { count: 0 };
  emulator.subscribe((event) => {
    output.give(event, { inOneLine: true });
    if (event.type === "exchange") {
      if (event.exchange.verdict.outcome !== "answered") failed.count += 1;
      output.say(output.style.dim(`         \xB7 ${exchangeInWords(event.exchange)}`));
    }
    if (event.type === "remark") output.say(output.style.yellow(`         \xB7 ${printableLine(event.words)}`));
    if (event.type === "message" && !(isDialogue && event.message.role === "visitor"))
      output.say(renderMessage(event.message, output.style));
  });
  const chat2 = await emulator.openChat(options);
  let choices = choicesOf(chat2.transcript.turns.flatMap(({ messages }) => messages));
  async function take(given) {
    const input = typeof given === "string" ? await runCommand(given, chat2, output) : given;
    if (input === "quit") return false;
    if (input === void 0) return true;
    choices = await takeTurn2(chat2, input, choices, run2);
    return true;
  }
  if (isDialogue) {
    for (;;) {
      const given = await askVisitor({
        terminal,
        style: output.style,
        choices,
        several: asksForSeveral(emulator.bot, chat2),
      });
      if (given === void 0 || !(await take(given))) break;
    }
  } else {
    for await (const line of linesOf(run2)) {
      if (line.trim() === "") continue;
      const several = asksForSeveral(emulator.bot, chat2);
      if (!(await take(isCommand(line) ? line.trim() : readLine(line, choices, { several })))) break;
    }
  }
  await chat2.close();
  return { chat: chat2, failed: failed.count };
}
async function takeTurn2(chat2, input, before, { terminal, output }) {
  let messages;
  try {
    messages = await chat2.take(input);
  } catch (error) {
    if (!isEmulatorError(error) || !["ERR_NOT_OFFERED", "ERR_OPTION"].includes(error.code)) throw error;
    output.give({ type: "refused", message: error.message }, { inOneLine: true });
    output.hint(error.message);
    return before;
  }
  const choices = choicesOf(messages);
  if (choices.length > 0 && !canDraw(terminal)) output.say(renderChoices(choices, output.style));
  return choices;
}
function asksForSeveral(bot, chat2) {
  const { action } = chat2.state;
  const params = bot.actions.find(({ namespace }) => namespace === action?.namespace)?.params ?? [];
  return params.some(({ name, type }) => name === action?.question?.param && type === "multi-selection");
}
async function* linesOf({ terminal }) {
  const lines = createInterface({ input: terminal.stdin, crlfDelay: Infinity });
  const stop = () => lines.close();
  terminal.signal.addEventListener("abort", stop, { once: true });
  try {
    yield* lines;
  } finally {
    terminal.signal.removeEventListener("abort", stop);
    lines.close();
  }
}

// packages/cli/src/flags.ts
init_src();
function withJson(command) {
  return command.option("--json", "print JSON on the standard output, and no prose");
}
function withProject(command) {
  return withJson(command)
    .option("--config <file>", "the bot's definition", "convokraft.json")
    .option("--vault <folder>", "where the keys are (default: .ck beside the definition)")
    .option("--key-file <file>", "what unlocks the vault (default: vault.key in the vault)");
}
function withEnvironment(command, what) {
  return command.addOption(new Option("--env <environment>", what).choices([...ENVIRONMENTS]).default("development"));
}
function withSignature(command) {
  return command
    .addOption(new Option("--hash <hash>", "the hash").choices(["sha1", "sha224", "sha256", "sha384", "sha512"]))
    .addOption(new Option("--format <format>", "how the two numbers are put into bytes").choices(["der", "p1363"]))
    .addOption(
      new Option("--encoding <encoding>", "how the bytes are put into text").choices(["base64", "base64url", "hex"]),
    );
}
function withLimits(command) {
  return command
    .option("--timeout-ms <ms>", "how long an answer may take", positive, RESPONSE_TIMEOUT_MS)
    .option("--max-bytes <bytes>", "how large an answer may be", positive, RESPONSE_LIMIT_BYTES);
}
function positive(text) {
  const number = Number(text);
  if (/^\d{1,9}$/.test(text) && number > 0) return number;
  throw new InvalidArgumentError("It must be a whole number above 0.");
}
function port(text) {
  const number = Number(text);
  if (/^\d{1,5}$/.test(text) && number <= 65535) return number;
  throw new InvalidArgumentError("It must be a port between 0 and 65535.");
}
function collect(text, before = []) {
  return [...before, text];
}
function withExamples(command, examples) {
  const width = Math.max(...examples.map(([line]) => line.length));
  const lines = examples.map(([line, what]) => `  ${line.padEnd(width)}  ${what}`);
  return command.addHelpText(
    "after",
    `
Examples:
${lines.join("\n")}`,
  );
}

// packages/cli/src/project/open-bot.ts
init_src3();
import { existsSync } from "node:fs";
async function openBot({ config }, { output }) {
  return readDefinition(config, {
    onWarning: (problem) => output.hint(printableLine(formatProblem(problem, config))),
  });
}
async function openBotIfAny(flags, run2) {
  return existsSync(flags.config) ? openBot(flags, run2) : void 0;
}

// packages/cli/src/project/open-vault.ts
init_src3();
import path5 from "node:path";

// packages/cli/src/terminal/ask-passphrase.ts
async function askPassphrase(terminal, question) {
  if (!isInteractive(terminal))
    throw new CliError("ERR_SETUP", "A passphrase is needed, and there is no terminal to ask at. Set CK_PASSPHRASE.");
  const answer = await new u({
    input: terminal.stdin,
    output: terminal.stderr,
    signal: terminal.signal,
    render: () => `${question} `,
  }).prompt();
  if (typeof answer === "string" && answer !== "") return answer;
  throw new CliError("ERR_SETUP", isCancel(answer) ? "No passphrase was given." : "The passphrase is empty.");
}

// packages/cli/src/project/open-vault.ts
function vaultFolder({ config, vault }) {
  return vault ?? path5.join(path5.dirname(config), ".ck");
}
function keyFileOf(flags) {
  return flags.keyFile ?? path5.join(vaultFolder(flags), "vault.key");
}
async function openProjectVault(flags, terminal) {
  const folder = vaultFolder(flags);
  const keyFile = keyFileOf(flags);
  const passphrase = passphraseFrom(terminal);
  try {
    return await openVault(folder, passphrase === void 0 ? { keyFile } : { passphrase });
  } catch (error) {
    if (!isEmulatorError(error) || error.code !== "ERR_VAULT_LOCK_KIND") throw error;
    if (passphrase !== void 0) return openVault(folder, { keyFile });
    return openVault(folder, { passphrase: await askPassphrase(terminal, "Passphrase of the vault:") });
  }
}
function passphraseFrom({ env }) {
  const passphrase = env["CK_PASSPHRASE"];
  return passphrase === "" ? void 0 : passphrase;
}

// packages/cli/src/commands/chat.ts
function addChat(program2, context) {
  const command = program2
    .command("chat")
    .summary("talk to the bot in the terminal")
    .description(
      "A chat with the bot as a visitor has it. Type, pick by number, or use the arrow keys; /help lists commands. Piped, it takes one message a line, and its exit code is 1 where an answer was not taken.",
    )
    .option("--client-data <json>", "what the page around the chat hands over")
    .option("--save <file>", "keep the whole chat")
    .addOption(new Option("--fault <fault>", "do something wrong on purpose with the greeting").choices([...FAULTS]));
  withExamples(withLimits(withEnvironment(withProject(command), "which environment to talk to")), [
    ["ck chat", "at a terminal"],
    ["printf 'apply for leave\\n2\\n' | ck chat", "says one thing, then picks the second option"],
    ["ck chat --json < script.txt > events.jsonl", "each event as a line of JSON"],
  ]).action((flags) => perform(context, flags, (run2) => chat(flags, run2), { untilInterrupted: true }));
}
async function chat(flags, run2) {
  const { terminal, output } = run2;
  const clientData = readClientData(flags.clientData);
  const bot = await openBot(flags, run2);
  const vault = bot.webhook.secured ? await openProjectVault(flags, terminal) : void 0;
  const limits = { timeoutMs: flags.timeoutMs, maxBytes: flags.maxBytes };
  const emulator = createEmulator({ bot, sign: vault?.signer(bot.dialect.signature), limits });
  output.hint(output.style.dim(`${bot.name} at ${bot.webhook.url}, ${flags.env}. /help lists commands.`));
  const { chat: done, failed } = await runChat(
    emulator,
    { environment: flags.env, clientData, fault: flags.fault },
    run2,
  );
  if (flags.save !== void 0) await saveTranscript(flags.save, done.transcript);
  return failed > 0 && !terminal.stdin.isTTY ? EXIT_CODES.found : EXIT_CODES.ok;
}
function readClientData(text = "{}") {
  try {
    const value = JSON.parse(text);
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return { ...value };
  } catch {}
  throw new CliError("ERR_USAGE", `--client-data takes a JSON object: --client-data '{"name":"Sam"}'`);
}

// packages/cli/src/check/check-webhook.ts
init_src();

// packages/cli/src/check/sample-requests.ts
function handlerRequests({ bot, environment }) {
  const { fallback = true, welcome = true, failure: failure2 = true } = bot?.handlers ?? {};
  const wanted = { fallback, welcome, failure: failure2 };
  return ["fallback", "welcome", "failure"].flatMap((todo) => {
    if (!wanted[todo]) return [];
    const userInput = todo === "welcome" ? {} : { userInput: "What does ck check say?" };
    return [{ subject: todo, todo, body: frame({ todo, bot, environment }, userInput) }];
  });
}
function actionRequests({ bot, environment, withoutExecute }) {
  if (bot === void 0) return [];
  const everyMessage = bot.webhook.invocation === "every-message";
  return bot.actions
    .filter(({ answer }) => answer === void 0)
    .flatMap((action) => [
      ...(everyMessage ? promptRequests(bot, action, environment) : []),
      ...(withoutExecute ? [] : actingRequests(bot, action, environment)),
    ]);
}
function inOtherForm({ subject, todo, body }) {
  const { action } = body;
  const other = typeof action === "string" ? { namespace: action } : action.namespace;
  return { subject, todo, body: { ...body, action: other } };
}
function promptRequests(bot, action, environment) {
  const { namespace, params } = action;
  const base = { todo: "prompt", bot, environment, action: namespace };
  if (params.length === 0)
    return [{ subject: `prompt ${namespace}`, todo: "prompt", body: frame(base, { params: {} }) }];
  return params.map((param, at) => ({
    subject: `prompt ${namespace} ${param.name}`,
    todo: "prompt",
    body: frame(base, {
      params: valuesOf(params.slice(0, at + 1)),
      userInput: inWords3(valueOf2(param)),
      previousParam: nameIn(bot, param.name),
      paramsToPrompt: params.slice(at + 1).map(({ name }) => nameIn(bot, name)),
      cache: {},
    }),
  }));
}
function actingRequests(bot, action, environment) {
  const { namespace, params, buttons } = action;
  const common = { params: valuesOf(params), cache: {} };
  return [
    ...buttons.map(({ id }) => ({
      subject: `button ${namespace} ${id}`,
      todo: "button",
      body: frame({ todo: "button", bot, environment, action: namespace }, { ...common, button_id: id }),
    })),
    {
      subject: `execute ${namespace}`,
      todo: "execute",
      body: frame({ todo: "execute", bot, environment, action: namespace }, common),
    },
  ];
}
function frame(head, rest) {
  const { todo, bot, environment, action } = head;
  const form = bot?.dialect.action ?? "object";
  const named = (name) => (form === "object" ? { namespace: name } : name);
  return {
    todo,
    bot: named(bot?.name ?? "ck_check"),
    ...(action !== void 0 && { action: named(action) }),
    environment,
    ...rest,
    user: {},
    org: {},
    broadcast: {},
    sessionData: { medium: "chat", client_host: "web", client_identifier: "http://localhost/", client_data: {} },
    clientData: {},
  };
}
function nameIn(bot, name) {
  return bot.dialect.previousParam === "object" ? { name } : name;
}
function valuesOf(params) {
  return Object.fromEntries(params.map((param) => [param.name, valueOf2(param)]));
}
function valueOf2({ type, options }) {
  const first = options[0]?.id ?? "sample";
  if (type === "selection") return first;
  if (type === "multi-selection") return [first];
  return SAMPLES[type];
}
var SAMPLES = {
  string: "sample",
  integer: 1,
  "integer-range": { start: 1, end: 2 },
  decimal: 1.5,
  "decimal-range": { start: 1.5, end: 2.5 },
  date: "2030-05-03",
  "date-range": { start: "2030-05-03", end: "2030-05-04" },
  "date-time": "2030-05-03T14:30:00",
  "date-time-range": { start: "2030-05-03T14:30:00", end: "2030-05-03T15:30:00" },
  time: "14:30:00",
  "time-range": { start: "14:30:00", end: "15:30:00" },
  user: "sam",
  boolean: true,
  email: "sam@example.com",
};
function inWords3(value) {
  return typeof value === "string" ? value : JSON.stringify(value);
}

// packages/cli/src/check/check-answers.ts
var SLOW = 0.8;
var MENDS = {
  "timed-out": "Answer earlier, and let long work go on by itself: the visitor sees a failure message.",
  "too-large": "Say less, or put the rest behind a link: the visitor sees a failure message.",
  "bad-status": "Answer 200, also where the bot has nothing good to say: the message says it.",
  "bad-json": "Answer with one JSON object in UTF-8, and set content-type: application/json.",
  "wrong-form": "Answer in the form that the contract has for this todo (contract \xA72).",
  unreachable: "See that the server does not hang up before its answer is out.",
};
function judgeAnswer({ subject }, exchange, limits) {
  const { outcome, words } = exchange.verdict;
  const about = { id: "answer", subject, outcome };
  if (outcome !== "answered") return { ...about, level: "fault", words, mend: MENDS[outcome] };
  const slow = exchange.timings.totalMs > limits.timeoutMs * SLOW;
  return {
    ...about,
    level: "ok",
    words: slow ? `${words} That is close to the limit of ${limits.timeoutMs} ms.` : words,
  };
}
async function* checkAnswers(samples, prober, limits) {
  let tried;
  for (const sample of samples) {
    const { subject, body, todo } = sample;
    const exchange = await prober.send({ subject, body, todo, limits });
    yield judgeAnswer(sample, exchange, limits);
    if (tried !== void 0 || todo !== "prompt" || exchange.verdict.outcome !== "answered") continue;
    tried = sample;
    yield await checkActionForm(sample, exchange, prober, limits);
  }
}
async function checkActionForm(sample, usual, prober, limits) {
  const { body, todo } = inOtherForm(sample);
  const form = typeof body["action"] === "string" ? "a text" : "an object with namespace";
  const exchange = await prober.send({ subject: `${sample.subject}, action as ${form}`, body, todo, limits });
  const about = { id: "action-form", subject: sample.subject };
  if (kindOf(exchange) === kindOf(usual))
    return { ...about, level: "ok", words: "The action is known as an object with namespace, and as a text." };
  return {
    ...about,
    level: "fault",
    words: `With the action as ${form} the request is answered otherwise. Both forms are met (contract \xA71).`,
    mend: "Read the action's name from `action.namespace`, or from `action` where that is a text.",
  };
}
function kindOf({ verdict }) {
  return verdict.outcome === "answered" ? verdict.answer.kind : verdict.outcome;
}

// packages/cli/src/check/check-leaks.ts
init_src3();

// packages/cli/src/check/find-leaks.ts
var LOOKED_AT = 5e4;
var SIGNS = [
  ["a stack trace of JavaScript", /\bat [^\n]{1,200}:\d{1,6}:\d{1,6}\b/],
  ["an error of JavaScript", /\b(?:Type|Syntax|Reference|Range|Eval|URI|Assertion)Error\b/],
  [
    "a message of JSON.parse",
    /\bUnexpected (?:token|end of JSON input|non-whitespace)|\bis not valid JSON\b|\bin JSON at position\b/,
  ],
  ["a traceback of Python", /\bTraceback \(most recent call last\)|\bFile "[^"\n]{1,200}", line \d/],
  [
    "an exception of Java",
    /\bat [\w.$]{1,200}\([\w$]{1,100}\.(?:java|kt|scala):\d|\b(?:java|javax|jakarta|org\.springframework)\.[\w.$]{1,200}(?:Exception|Error)\b/,
  ],
  ["an exception of .NET", /\bSystem\.[\w.]{0,100}Exception\b/],
  [
    "an error of PHP",
    /\b(?:Fatal error|Warning|Notice|Parse error): [^\n]{1,200} on line \d|<b>(?:Fatal error|Warning|Notice|Parse error)<\/b>/,
  ],
  ["an error of Ruby", /\.rb:\d{1,6}:in /],
  ["a panic of Go", /\bgoroutine \d{1,9} \[|\bpanic: /],
  [
    "an error of a database",
    /\bSQLSTATE\[|\bORA-\d{5}\b|\bSQLITE_[A-Z]{2,20}\b|\bsyntax error at or near\b|\bER_[A-Z]{2,20}_[A-Z]{2,20}\b/,
  ],
  ["an error code of the operating system", /\b(?:ECONNREFUSED|ECONNRESET|ENOENT|EACCES|ENOTFOUND|ETIMEDOUT)\b/],
  [
    "a path of the server",
    /\bnode_modules[\\/]|(?:^|[\s"'(=])\/(?:home|Users|root|srv|opt|var\/www|var\/task|usr\/src|app)\/[\w.-]|\b[A-Z]:\\\\?(?:Users|inetpub|Program)/m,
  ],
];
function findLeaks(text) {
  const looked = text.slice(0, LOOKED_AT);
  return SIGNS.flatMap(([what, pattern]) => (pattern.test(looked) ? [what] : []));
}

// packages/cli/src/check/check-leaks.ts
var LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;
function checkTransport(url) {
  const { protocol = "", hostname: hostname2 = "" } = URL.canParse(url) ? new URL(url) : {};
  if (protocol !== "http:" || LOOPBACK.test(hostname2))
    return {
      id: "transport",
      level: "ok",
      words: protocol === "https:" ? "The address is https." : "The server is on this machine.",
    };
  const words =
    "The address is http: what visitors say can be read on the way. A signature hides nothing. Use https in production.";
  return { id: "transport", level: "note", words };
}
async function* checkLeaks(prober, actions) {
  const prompt = actions.find(({ todo }) => todo === "prompt")?.body ?? {
    todo: "prompt",
    action: { namespace: "ckCheck" },
  };
  const awkward = [
    ["a prompt without any key", { todo: "prompt" }],
    ["a prompt of an unknown action", { ...prompt, action: { namespace: "ckCheckNoSuchAction" } }],
    ["a prompt with params that are no object", { ...prompt, params: "none" }],
    ["a prompt with params of odd types", { ...prompt, params: { from: [[]], days: { no: null } }, previousParam: 7 }],
  ];
  for (const [subject, body] of awkward) await prober.send({ subject, body, todo: "prompt" });
  const seen = /* @__PURE__ */ new Map();
  for (const { subject, exchange } of prober.sent) {
    if (exchange.response === void 0) continue;
    const leaks = findLeaks(textOf2(exchange.response.body));
    if (leaks.length > 0 && !seen.has(subject)) seen.set(subject, leaks.join(" and "));
  }
  if (seen.size === 0) yield { id: "error-leak", level: "ok", words: "No answer tells of inner errors." };
  for (const [subject, leaks] of seen) {
    yield {
      id: "error-leak",
      level: "fault",
      subject,
      words: `The answer holds ${leaks}.`,
      mend: "Log what went wrong, and answer with an empty body or with words for the visitor.",
    };
  }
}
function* noteContentTypes(prober) {
  const answered = prober.sent.filter(({ exchange }) => exchange.verdict.outcome === "answered");
  const remarks = new Set(answered.flatMap(({ exchange }) => exchange.verdict.remarks));
  if (remarks.size === 0 && answered.length > 0)
    yield { id: "content-type", level: "ok", words: "Answers are application/json." };
  for (const words of remarks) yield { id: "content-type", level: "note", words };
}

// packages/cli/src/check/check-refusals.ts
init_src();

// packages/cli/src/check/probe.ts
init_src3();
init_src();
import { createHash as createHash2 } from "node:crypto";
function createProber({ url, environment, sign: sign3, limits }) {
  const sent = [];
  const signBytes = sign3 && ((bytes) => sign3(bytes, environment));
  return {
    sign: signBytes,
    sent,
    async send({ subject, body, todo = "fallback", signatures, limits: own }) {
      const bytes = toBytes2(body);
      const lines = signatures ?? (signBytes ? [await signBytes(bytes)] : []);
      const exchange = await resend(unsent({ url, environment, todo, bytes, lines }), { limits: own ?? limits });
      sent.push({ subject, exchange });
      return exchange;
    },
  };
}
function toBytes2(body) {
  return body instanceof Uint8Array ? body : new TextEncoder().encode(JSON.stringify(body));
}
function unsent({ url, environment, todo, bytes, lines }) {
  return {
    id: createHash2("sha256").update(bytes).digest("hex").slice(0, 16),
    at: "",
    todo,
    environment,
    request: { method: "POST", url, headers: lines.map((line) => [SIGNATURE_HEADER, line]), body: toBody(bytes) },
    timings: { totalMs: 0 },
    bytes: { sent: 0, received: 0 },
    verdict: { outcome: "unreachable", words: "Not sent yet.", remarks: [], issues: [] },
  };
}
function receptionOf({ response, verdict }) {
  if (response === void 0) return { kind: verdict.outcome === "timed-out" ? "silent" : "hung-up" };
  const { status } = response;
  if (status >= 500) return { kind: "broke", status };
  return { kind: status >= 400 ? "refused" : "let-in", status };
}

// packages/cli/src/check/refusal.ts
var RANKS = ["refused", "hung-up", "silent", "broke", "let-in"];
function judgeRefusal(must, exchanges) {
  return judgeReceptions(must, exchanges.map(receptionOf));
}
function judgeReceptions({ id, subject, what, status, mend }, receptions) {
  const worst = receptions.toSorted((one, other) => RANKS.indexOf(other.kind) - RANKS.indexOf(one.kind))[0];
  const about = { id, ...(subject !== void 0 && { subject }) };
  switch (worst?.kind) {
    case "refused": {
      const other = worst.status === status ? "" : ` The contract names ${status} for it (contract \xA75).`;
      return { ...about, level: "ok", words: `${what} is refused with ${worst.status}.${other}` };
    }
    case "hung-up":
      return { ...about, level: "ok", words: `${what} is not answered: the server hangs up.` };
    case "let-in":
      return { ...about, level: "fault", words: `${what} is let in: the answer is ${worst.status}.`, mend };
    case "broke":
      return {
        ...about,
        level: "fault",
        words: `${what} makes the server break: the answer is ${worst.status}.`,
        mend: `Catch what is thrown there, and answer ${status} with an empty body.`,
      };
    case "silent":
    case void 0:
      return {
        ...about,
        level: "note",
        words: `${what} is not answered in time, so it cannot be said what became of it.`,
      };
  }
}

// packages/cli/src/check/send-method.ts
import { request as httpRequest2 } from "node:http";
import { request as httpsRequest2 } from "node:https";
function sendMethod({ method, url, headers, body, timeoutMs }) {
  return new Promise((resolve) => {
    const send3 = url.startsWith("https:") ? httpsRequest2 : httpRequest2;
    const lines = { "content-type": "application/json", "content-length": String(body.byteLength), ...headers };
    const request = send3(url, { method, agent: false, headers: lines });
    const timer = setTimeout(() => end({ kind: "silent" }), timeoutMs);
    const end = (reception) => {
      clearTimeout(timer);
      resolve(reception);
      request.destroy();
    };
    request.on("error", () => end({ kind: "hung-up" }));
    request.on("response", ({ statusCode: status = 0 }) =>
      end({ kind: status >= 500 ? "broke" : status >= 400 ? "refused" : "let-in", status }),
    );
    request.end(body);
  });
}

// packages/cli/src/check/check-refusals.ts
var LARGE = 3e6;
async function* checkRefusals(probes) {
  const { prober, base } = probes;
  yield await checkMethods(probes);
  yield judgeRefusal(
    {
      id: "body-size",
      what: `A body of ${LARGE / 1e6} MB`,
      status: 413,
      mend: "Stop reading at 1 MB, and answer 413: whoever sends without end fills the server's memory.",
    },
    [
      await prober.send({
        subject: "a large body",
        body: { ...base.body, padding: "x".repeat(LARGE) },
        todo: base.todo,
      }),
    ],
  );
  const broken = ['{"todo":', "[]", "null", ""];
  const answers = [];
  for (const text of broken)
    answers.push(await prober.send({ subject: "a body that is no JSON object", body: new TextEncoder().encode(text) }));
  yield judgeRefusal(
    {
      id: "not-json",
      what: "A body that is no JSON object",
      status: 400,
      mend: "Answer 400 with an empty body to what cannot be parsed.",
    },
    answers,
  );
  yield await checkUnknownTodo(prober);
}
async function checkMethods({ prober, base, url, timeoutMs }) {
  const body = toBytes2(base.body);
  const receptions = [];
  for (const method of ["GET", "PUT"]) {
    const headers = prober.sign ? { [SIGNATURE_HEADER]: await prober.sign(body) } : {};
    receptions.push(await sendMethod({ method, url, headers, body, timeoutMs }));
  }
  return judgeReceptions(
    { id: "method", what: "A GET or a PUT", status: 405, mend: "Answer POST only; 405 is for all other methods." },
    receptions,
  );
}
async function checkUnknownTodo(prober) {
  const subject = "a todo that the contract does not have";
  const exchange = await prober.send({ subject, body: { todo: "ckCheck", environment: "development" } });
  const what = "A todo that the contract does not have";
  const reception = receptionOf(exchange);
  if (reception.kind === "let-in")
    return {
      id: "unknown-todo",
      level: "note",
      words: `${what} is answered with ${reception.status}; 400 would say that it is not known.`,
    };
  return judgeRefusal({ id: "unknown-todo", what, status: 400, mend: "" }, [exchange]);
}

// packages/cli/src/check/check-signature.ts
var RAW =
  "Check the signature over the exact bytes that came, before any parser: JSON.stringify of the parsed body gives other bytes.";
var BEFORE = "Check the signature of every request before anything else, and answer 401 with an empty body.";
async function* checkSignature(probes) {
  const { prober, base, environment, strangers } = probes;
  const { sign: sign3 } = prober;
  if (sign3 === void 0) return;
  const bytes = toBytes2(base.body);
  const good = await sign3(bytes);
  const send3 = (subject, signatures, body = bytes) => prober.send({ subject, body, todo: base.todo, signatures });
  yield judgeRefusal(
    {
      id: "missing-signature",
      what: "A request without a signature",
      status: 401,
      mend: `${BEFORE} A missing header is a wrong one.`,
    },
    [await send3("a request without a signature", [])],
  );
  yield judgeRefusal(
    { id: "malformed-signature", what: "A request whose signature is none", status: 401, mend: BEFORE },
    [
      await send3("a request with a malformed signature", ["AAAA"]),
      await send3("a request with an empty signature", [""]),
    ],
  );
  const other = await sign3(toBytes2({ ...base.body, environment, other: true }));
  yield judgeRefusal(
    { id: "wrong-signature", what: "A request with the signature of another one", status: 401, mend: BEFORE },
    [await send3("a request with a wrong signature", [other])],
  );
  yield judgeRefusal(
    {
      id: "repeated-signature",
      what: "A request with two signature headers",
      status: 401,
      mend: "Take exactly one header. Node joins repeated ones with a comma, which no signature contains: do not split it.",
    },
    [
      await send3("a request with two signatures", [good, good]),
      await send3("a request with two signatures", [good, "AAAA"]),
    ],
  );
  for (const stranger of strangers) {
    const exchange = await send3(`a request signed with ${stranger.name}`, [await stranger.sign(bytes, environment)]);
    const mend = `Verify with the key that the console shows now, and take every other key off the server.`;
    yield judgeRefusal(
      { id: "stale-key", subject: stranger.name, what: `A request signed with ${stranger.name}`, status: 401, mend },
      [exchange],
    );
  }
  yield judgeRefusal(
    { id: "changed-body", what: "A request that was changed after it was signed", status: 401, mend: RAW },
    [await send3("a changed body", [good], toBytes2({ ...base.body, clientData: { role: "admin" } }))],
  );
  yield judgeRefusal(
    { id: "re-encoded-body", what: "A request that was serialised anew after it was signed", status: 401, mend: RAW },
    [
      await send3(
        "a body that was serialised anew",
        [good],
        new TextEncoder().encode(JSON.stringify(base.body, void 0, 1)),
      ),
    ],
  );
  yield await checkExactBytes(probes);
  yield await checkReplay(probes, good);
}
async function checkExactBytes({ prober, base }) {
  const spelled = '{ "ckCheck": { "text": "caf\\u00e9 \\/ tea", "number": 1.50e1, "blank": [ ] } , ';
  const body = new TextEncoder().encode(`${spelled}${JSON.stringify(base.body).slice(1)}
`);
  const exchange = await prober.send({ subject: "a body in another spelling", body, todo: base.todo });
  const reception = receptionOf(exchange);
  if (reception.kind === "let-in")
    return { id: "exact-bytes", level: "ok", words: "A good signature over unusual spelling of JSON is let in." };
  const status = "status" in reception ? `with ${reception.status}` : "without an answer";
  return {
    id: "exact-bytes",
    level: "fault",
    words: `A good signature over bytes that JSON.stringify would not write is refused ${status}: genuine requests with such bytes are lost.`,
    mend: RAW,
  };
}
async function checkReplay({ prober, base }, good) {
  const probe = { subject: "a request that comes twice", body: base.body, todo: base.todo, signatures: [good] };
  const [first, second] = [await prober.send(probe), await prober.send(probe)];
  const reception = receptionOf(second);
  if (reception.kind === "refused")
    return {
      id: "replay",
      level: "ok",
      words: `The same request is refused the second time, with ${reception.status}.`,
    };
  const same = first.response?.body.content === second.response?.body.content;
  return {
    id: "replay",
    level: "note",
    words: same
      ? "The same request is answered the second time as the first time. That is what a replay guard does that gives the first answer again, and what no guard does."
      : "The same request is answered anew the second time: a captured request can be sent again. The protocol has no nonce; keep book of r and s of the signature if an action must not run twice.",
  };
}

// packages/cli/src/check/stranger.ts
init_src2();
async function createStranger() {
  const { privateKey } = await generateKeyPair({ parameters: "published" });
  const key = importPrivateKey(privateKey);
  return { name: "a stranger's key", sign: (body) => signAsync(body, key) };
}

// packages/cli/src/check/check-webhook.ts
async function checkWebhook(options) {
  const findings = [];
  const check3 = await begin(options);
  for await (const finding of run(check3)) {
    findings.push(finding);
    options.onFinding?.(finding);
  }
  const count = (level) => findings.filter((finding) => finding.level === level).length;
  const counts = { ok: count("ok"), fault: count("fault"), note: count("note"), skipped: count("skipped") };
  return { url: options.url, passed: counts.fault === 0, counts, requests: check3.prober.sent.length, findings };
}
async function begin(options) {
  const { url, bot, sign: sign3, retiredSign, environment = "development", withoutExecute = false } = options;
  const usual = { timeoutMs: RESPONSE_TIMEOUT_MS, maxBytes: RESPONSE_LIMIT_BYTES };
  const limits = {
    timeoutMs: options.limits?.timeoutMs ?? usual.timeoutMs,
    maxBytes: options.limits?.maxBytes ?? usual.maxBytes,
  };
  const samples = { bot, environment, withoutExecute };
  return {
    options,
    environment,
    limits,
    // What is refused is not held to the limits of answers.
    prober: createProber({ url, environment, sign: sign3, limits: usual }),
    handlers: handlerRequests(samples),
    actions: actionRequests(samples),
    strangers: [
      ...(sign3 ? [await createStranger()] : []),
      ...(retiredSign ? [{ name: "the key that was retired last", sign: retiredSign }] : []),
    ],
  };
}
async function* run(check3) {
  const { options, prober, handlers, actions, limits, environment, strangers } = check3;
  const { url } = options;
  yield checkTransport(url);
  const tried = [];
  const isQuiet = ({ todo }) => todo !== "execute" && todo !== "button";
  const first = handlers.length > 0 ? handlers : actions.filter(isQuiet).slice(0, 1);
  for (const sample of first) {
    const exchange = await prober.send({ ...sample, limits });
    if (tried.length === 0 && exchange.response === void 0 && exchange.verdict.outcome === "unreachable") {
      const mend = "Start the server, and give the URL that the bot is called at.";
      yield { id: "reachable", level: "fault", words: exchange.verdict.words, mend };
      return;
    }
    tried.push([sample, exchange]);
  }
  const [base] = tried.find(([, exchange]) => receptionOf(exchange).kind === "let-in") ?? [];
  yield genuine(tried, base, options);
  if (base === void 0) {
    const words = "Nothing can be said of it while genuine requests are not let in.";
    yield { id: "missing-signature", level: "skipped", words };
    yield { id: "answer", level: "skipped", words };
    return;
  }
  if (options.sign === void 0) {
    const words = "The bot is not secured, so its server cannot tell the platform from anybody else.";
    yield { id: "missing-signature", level: "skipped", words };
  }
  yield* checkSignature({ prober, base, environment, strangers });
  yield* checkRefusals({ prober, base, url, timeoutMs: RESPONSE_TIMEOUT_MS });
  for (const [sample, exchange] of tried.filter(([{ todo }]) => todo !== "prompt"))
    yield asFarAsKnown(judgeAnswer(sample, exchange, limits), options);
  yield* checkAnswers(actions, prober, limits);
  if (actions.length === 0)
    yield {
      id: "answer",
      subject: "prompt, execute, button",
      level: "skipped",
      words: "No definition says which actions there are.",
    };
  yield* checkLeaks(prober, actions);
  yield* noteContentTypes(prober);
}
function genuine(tried, base, { sign: sign3 }) {
  const signed = sign3 === void 0 ? "A request" : "A request with a good signature";
  if (base !== void 0) return { id: "genuine", level: "ok", words: `${signed} is let in.` };
  const words = tried.map(([{ subject }, { verdict }]) => `${subject}: ${verdict.words}`).join(" ");
  const isSigned = tried.some(([, { response }]) => response?.status === 401);
  return {
    id: "genuine",
    level: "fault",
    words: `${signed} is not let in. ${words}`,
    mend: isSigned
      ? "Give the server the public key that signs here (`ck key show`), and see that hash, format and encoding are the same on both sides. `ck doctor` compares them."
      : "See that the URL is the one that the bot is called at, and what the server logs.",
  };
}
function asFarAsKnown(finding, { bot }) {
  if (bot !== void 0 || finding.level !== "fault" || finding.subject === "fallback") return finding;
  if (finding.outcome !== "bad-status") return finding;
  const { id, outcome, subject = "", words } = finding;
  return { id, subject, outcome, level: "note", words: `${words} That is right if the handler is switched off.` };
}

// packages/cli/src/project/signing.ts
init_src2();

// packages/cli/src/project/private-key.ts
init_src2();

// packages/cli/src/terminal/read-input.ts
import { readFile as readFile6 } from "node:fs/promises";
var MOST = 2e7;
async function readInput(file, terminal) {
  const bytes = file === "-" ? await readAll2(terminal.stdin) : await readBytes(file);
  if (bytes.byteLength <= MOST) return bytes;
  throw new CliError("ERR_SETUP", `${nameOf(file)} has more than ${MOST} bytes. Is it the right one?`);
}
async function readBytes(file) {
  try {
    return new Uint8Array(await readFile6(file));
  } catch (cause) {
    const { code } = cause;
    const what = code === "ENOENT" ? `There is no file ${file}.` : `${file} cannot be read (${String(code)}).`;
    throw new CliError("ERR_SETUP", what, { cause });
  }
}
async function readAll2(stream) {
  const chunks = [];
  let size = 0;
  for await (const chunk of stream) {
    const bytes = Buffer.from(chunk);
    chunks.push(bytes);
    size += bytes.byteLength;
    if (size > MOST) break;
  }
  return new Uint8Array(Buffer.concat(chunks));
}
function nameOf(file) {
  return file === "-" ? "The standard input" : file;
}

// packages/cli/src/project/private-key.ts
async function readPrivateKey(file, terminal) {
  const bytes = await readInput(file, terminal);
  const passphrase = passphraseFrom(terminal);
  try {
    return importPrivateKey(bytes, { passphrase });
  } catch (error) {
    if (!isSignatureError(error) || error.code !== "ERR_PASSPHRASE_MISSING") throw error;
    return importPrivateKey(bytes, { passphrase: await askPassphrase(terminal, "Passphrase of the key:") });
  }
}

// packages/cli/src/project/signing.ts
function signatureOptions({ hash, format: format2, encoding }, bot) {
  const dialect = bot?.dialect.signature;
  return defined({
    hash: hash ?? dialect?.hash,
    format: format2 ?? dialect?.format,
    encoding: encoding ?? dialect?.encoding,
  });
}
async function openSigning(flags, terminal, bot) {
  const options = signatureOptions(flags, bot);
  if (flags.key === void 0) {
    const vault = await openProjectVault(flags, terminal);
    const keyId = async (environment) => (await vault.showKey(environment))?.keyId;
    return { sign: vault.signer(options), keyId, vault };
  }
  const key = await readPrivateKey(flags.key, terminal);
  return { sign: (body) => signAsync(body, key, options), keyId: () => Promise.resolve(key.keyId) };
}
function defined(options) {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== void 0));
}

// packages/cli/src/commands/check.ts
function addCheck(program2, context) {
  const command = program2
    .command("check")
    .summary("hold a webhook server to the contract, and report")
    .description(
      "A conformance conversation with a server, in whatever language it is written: what it must refuse, what it must answer, and how. It sends prompt, button and execute with sample values, so point it at a server whose data do not matter. Exit code 1 where something must be mended.",
    )
    .argument("[url]", "the server (default: as the definition says)")
    .option("--no-execute", "leave out execute and button, which make the bot act")
    .option("--key <file>", "a private key (default: the vault's)")
    .option("--unsigned", "the bot is not secured: sign nothing");
  withExamples(withLimits(withSignature(withEnvironment(withProject(command), "which environment to speak for"))), [
    ["ck check", "the server of convokraft.json"],
    ["ck check https://bot.example.com/convokraft --no-execute", "one that is live"],
    ["ck check http://localhost:8080/hook --key test-key.pem --json", "in a pipeline, without a vault"],
  ]).action((url, flags) => perform(context, flags, (run2) => check(url, flags, run2)));
}
async function check(given, flags, run2) {
  const { output } = run2;
  const bot = await openBotIfAny(flags, run2);
  const url = given ?? bot?.webhook.url;
  if (url === void 0)
    throw new CliError("ERR_USAGE", `Give the URL of the server: there is no ${flags.config} that says it.`);
  const { sign: sign3, retiredSign } = await signers(flags, run2, bot);
  output.say(`${output.style.bold("ck check")} ${printableLine(url)}
`);
  const report3 = await checkWebhook({
    url,
    bot,
    sign: sign3,
    retiredSign,
    environment: flags.env,
    limits: { timeoutMs: flags.timeoutMs, maxBytes: flags.maxBytes },
    withoutExecute: !flags.execute,
    onFinding: (finding) => showFinding(finding, output),
  });
  output.give(report3);
  const { ok, fault, note, skipped } = report3.counts;
  const summary = `${ok} ok, ${fault} to mend, ${note} to know, ${skipped} skipped; ${report3.requests} requests`;
  output.say(`
${(fault === 0 ? output.style.green : output.style.red)(summary)}`);
  return report3.passed ? EXIT_CODES.ok : EXIT_CODES.found;
}
async function signers(flags, { terminal }, bot) {
  if (flags.unsigned === true || (bot?.webhook.secured === false && flags.key === void 0)) return {};
  const { sign: sign3, vault, keyId } = await openSigning(flags, terminal, bot);
  if ((await keyId(flags.env)) === void 0)
    throw new CliError(
      "ERR_SETUP",
      `There is no key to sign with for ${flags.env}. \`ck init\` and \`ck key deploy\` make one; --key names one; --unsigned does without.`,
    );
  return { sign: sign3, retiredSign: vault && (await retired(vault, flags, bot)) };
}
async function retired(vault, flags, bot) {
  const keys = await vault.history();
  if (keys.every(({ environments }) => environments.length > 0)) return void 0;
  return vault.signer({ ...signatureOptions(flags, bot), key: "previous" });
}
var WORDS = { ok: "ok", fault: "MEND", note: "note", skipped: "skip" };
function showFinding({ id, level, subject, words, mend }, output) {
  const { style } = output;
  const paint = { ok: style.green, fault: style.red, note: style.yellow, skipped: style.dim }[level];
  const about = subject === void 0 ? "" : `${printableLine(subject)}: `;
  output.say(`${paint(WORDS[level].padEnd(4))}  ${style.bold(id)}  ${about}${printableLine(words)}`);
  if (mend !== void 0) output.say(`      ${style.cyan("\u2192")} ${mend}`);
}

// packages/cli/src/completion/scripts.ts
function bashCompletion(tree) {
  return `# bash completion of ck
_ck() {
  local cur="\${COMP_WORDS[COMP_CWORD]}" prev="\${COMP_WORDS[COMP_CWORD-1]}" at="" words="" i
  for ((i = 1; i < COMP_CWORD; i++)); do
    case "$at \${COMP_WORDS[i]}" in
${nested(tree)
  .map(({ path: path11 }) => `      ${quote2(outer(path11))}" "${quote2(last2(path11))}) at=${quote2(path11)} ;;`)
  .join("\n")}
    esac
  done
  case "$at $prev" in
${optionsWithValue(tree)
  .map(
    ([path11, { flag, values }]) =>
      `    ${quote2(`${path11} ${flag}`)}) COMPREPLY=($(compgen -W ${quote2(values.join(" "))} -- "$cur")); return ;;`,
  )
  .join("\n")}
  esac
  case "$at" in
${tree.map((node) => `    ${quote2(node.path)}) words=${quote2(wordsOf2(node).join(" "))} ;;`).join("\n")}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$cur"))
}
complete -o default -F _ck ck`;
}
function zshCompletion(tree) {
  const cases = tree.map((node) => {
    const commands = node.commands.map(({ name, summary }) => quote2(`${name}:${summary.replaceAll(":", " -")}`));
    const options = node.options.map(({ flag, summary }) => quote2(`${flag}:${summary.replaceAll(":", " -")}`));
    return `    ${quote2(node.path)}) commands=(${[...commands, ...node.values.map(quote2)].join(" ")}); options=(${options.join(" ")}) ;;`;
  });
  return `#compdef ck
_ck() {
  local at="" word
  local -a commands options
  for word in "\${(@)words[2,CURRENT-1]}"; do
    case "$at $word" in
${nested(tree)
  .map(({ path: path11 }) => `      ${quote2(outer(path11))}" "${quote2(last2(path11))}) at=${quote2(path11)} ;;`)
  .join("\n")}
    esac
  done
  case "$at \${words[CURRENT-1]}" in
${optionsWithValue(tree)
  .map(([path11, { flag, values }]) =>
    values.length === 0
      ? `    ${quote2(`${path11} ${flag}`)}) _files; return ;;`
      : `    ${quote2(`${path11} ${flag}`)}) compadd -- ${values.join(" ")}; return ;;`,
  )
  .join("\n")}
  esac
  case "$at" in
${cases.join("\n")}
  esac
  if [[ "$PREFIX" == -* ]]; then
    _describe option options
  else
    (( \${#commands} )) && _describe command commands || _files
  fi
}
compdef _ck ck`;
}
function fishCompletion(tree) {
  const lines = tree.flatMap(({ path: path11, commands, options, values }) => {
    const when = `-n ${quote2(`__ck_at ${quote2(path11)}`)}`;
    return [
      ...commands.map(({ name, summary }) => `complete -c ck -f ${when} -a ${name} -d ${quote2(summary)}`),
      ...values.map((value) => `complete -c ck -f ${when} -a ${value}`),
      ...options.map(({ flag, summary, takesValue, values: choices }) => {
        const value = takesValue ? (choices.length > 0 ? ` -x -a ${quote2(choices.join(" "))}` : " -r") : "";
        return `complete -c ck ${when} -l ${flag.slice(2)}${value} -d ${quote2(summary)}`;
      }),
    ];
  });
  return `# fish completion of ck
function __ck_at
    set -l at
    for word in (commandline -opc)[2..-1]
        switch (string join ' ' $at $word)
            case ${nested(tree)
              .map(({ path: path11 }) => quote2(path11))
              .join(" ")}
                set -a at $word
        end
    end
    test (string join ' ' $at) = "$argv[1]"
end
${lines.join("\n")}`;
}
function nested(tree) {
  return tree.filter(({ path: path11 }) => path11 !== "");
}
function optionsWithValue(tree) {
  return tree.flatMap(({ path: path11, options }) =>
    options.filter(({ takesValue }) => takesValue).map((option) => [path11, option]),
  );
}
function wordsOf2({ commands, options, values }) {
  return [...commands.map(({ name }) => name), ...values, ...options.map(({ flag }) => flag)];
}
function outer(path11) {
  return path11.split(" ").slice(0, -1).join(" ");
}
function last2(path11) {
  return path11.split(" ").at(-1) ?? "";
}
function quote2(text) {
  return `'${text.replaceAll("'", "\u2019")}'`;
}

// packages/cli/src/completion/tree.ts
function readTree(command, path11 = "") {
  const options = command.options.flatMap(({ long, description, required, optional, argChoices }) =>
    long == null
      ? []
      : [{ flag: long, summary: description, takesValue: required || optional, values: argChoices ?? [] }],
  );
  const help = { flag: "--help", summary: "say how it is used", takesValue: false, values: [] };
  const node = {
    path: path11,
    commands: command.commands.map((each) => ({ name: each.name(), summary: each.summary() || each.description() })),
    options: [...options, help],
    values: command.registeredArguments.flatMap(({ argChoices }) => argChoices ?? []),
  };
  const inner2 = command.commands.flatMap((each) => readTree(each, `${path11} ${each.name()}`.trim()));
  return [node, ...inner2];
}

// packages/cli/src/commands/completion.ts
var SCRIPTS = { bash: bashCompletion, zsh: zshCompletion, fish: fishCompletion };
function addCompletion(program2, context) {
  const command = program2
    .command("completion")
    .summary("completion for bash, zsh or fish")
    .description("Prints a script that completes commands, options and their values.")
    .addArgument(new Argument("<shell>", "which shell").choices(Object.keys(SCRIPTS)));
  withExamples(withJson(command), [
    ['eval "$(ck completion bash)"', "in ~/.bashrc"],
    ['eval "$(ck completion zsh)"', "in ~/.zshrc, after compinit"],
    ["ck completion fish | source", "in ~/.config/fish/config.fish"],
  ]).action((shell, flags) =>
    perform(context, flags, ({ output }) => {
      const script = SCRIPTS[shell](readTree(program2));
      output.give({ shell, script });
      output.say(script);
      return Promise.resolve(EXIT_CODES.ok);
    }),
  );
}

// packages/cli/src/doctor/examine.ts
init_src3();
init_src2();
import { readFile as readFile8 } from "node:fs/promises";
import path7 from "node:path";

// packages/cli/src/commands/init.ts
init_src3();
import { appendFile, readFile as readFile7, writeFile as writeFile4 } from "node:fs/promises";
import path6 from "node:path";
function addInit(program2, context) {
  const command = program2
    .command("init")
    .summary("begin: a definition, a vault with a first key, a line in .gitignore")
    .description(
      "Writes convokraft.json, makes .ck/ with a first key, and adds it to .gitignore. What is there stays as it is.",
    )
    .option("--name <name>", "what the bot is called")
    .option("--url <url>", "where its server is")
    .option("--passphrase", "lock the vault with a passphrase instead of a key file (or set CK_PASSPHRASE)");
  withExamples(withProject(command), [
    ["ck init", "a leave bot at http://localhost:3000/convokraft"],
    ["ck init --name my_bot --url http://localhost:8080/hook", "a bot of your own"],
  ]).action((flags) => perform(context, flags, (run2) => init(flags, run2)));
}
async function init(flags, run2) {
  const { output } = run2;
  const { name, url, config } = flags;
  const definition = await writeNew(config, toJson(starterDefinition({ name, url })));
  const before = await vaultOf(flags, run2);
  const had = (await before.showKey("development")) !== void 0;
  const key = await before.secure();
  const gitignore = await ignore(flags);
  const created = [
    ...(definition ? [config] : []),
    ...(had ? [] : [vaultFolder(flags)]),
    ...(gitignore ? [gitignore] : []),
  ];
  const { keyId, base64 } = key;
  output.give({ created, key: { keyId, base64, pem: key.pem } });
  for (const file of created) output.say(`wrote ${file}`);
  if (!definition) output.say(`${config} is there already, and stays as it is`);
  if (had) output.say("the vault has a key already, which stays");
  output.say(inWords4(key));
  return EXIT_CODES.ok;
}
function inWords4({ base64 }) {
  return `
The public key, for your server (CK_PUBLIC_KEY):

${base64}

Next: start your server with it, then \`ck chat\` or \`ck emulator\`.`;
}
async function vaultOf(flags, { terminal }) {
  if (flags.passphrase !== true || passphraseFrom(terminal) !== void 0) return openProjectVault(flags, terminal);
  const passphrase = await askPassphrase(terminal, "A passphrase for the vault:");
  if ((await askPassphrase(terminal, "The same once more:")) !== passphrase)
    throw new CliError("ERR_SETUP", "The two are not the same. Nothing was locked; run it again.");
  return openVault(vaultFolder(flags), { passphrase });
}
async function writeNew(file, text) {
  try {
    await writeFile4(file, text, { flag: "wx" });
    return true;
  } catch (cause) {
    const { code } = cause;
    if (code === "EEXIST") return false;
    throw new CliError("ERR_SETUP", `${file} cannot be written (${String(code)}).`, { cause });
  }
}
async function ignore(flags) {
  const folder = path6.dirname(flags.config);
  const entry = path6.relative(folder, vaultFolder(flags)).split(path6.sep).join("/");
  if (entry === "" || entry.startsWith("..") || path6.isAbsolute(entry)) return void 0;
  const file = path6.join(folder, ".gitignore");
  try {
    const text = await readFile7(file, "utf8").catch(() => "");
    if (ignores(text, entry)) return void 0;
    await appendFile(
      file,
      `${text === "" || text.endsWith("\n") ? "" : "\n"}${entry}/
`,
    );
    return file;
  } catch (cause) {
    throw new CliError("ERR_SETUP", `${file} cannot be written (${String(cause.code)}).`, {
      cause,
    });
  }
}
function ignores(gitignore, entry) {
  const spellings2 = [entry, `${entry}/`, `/${entry}`, `/${entry}/`, `${entry}/*`, `${entry}/**`];
  return gitignore.split(/\r?\n/).some((line) => spellings2.includes(line.trim()));
}

// packages/cli/src/doctor/examine-server.ts
async function* examineServer({ bot, vault, flags }) {
  const { timeoutMs, maxBytes } = flags;
  const sign3 = vault?.signer(bot.dialect.signature);
  const { url } = bot.webhook;
  const prober = createProber({ url, environment: "development", sign: sign3, limits: { timeoutMs, maxBytes } });
  const samples = { bot, environment: "development", withoutExecute: true };
  const sample = [...handlerRequests(samples), ...actionRequests(samples)][0];
  if (sample === void 0) return;
  const exchange = await prober.send(sample);
  const genuine2 = receptionOf(exchange);
  if (genuine2.kind === "hung-up" || genuine2.kind === "silent") {
    const mend = "Start the server, or correct the webhook's URL in the definition.";
    yield { about: "server", level: "fault", words: exchange.verdict.words, mend };
    return;
  }
  if (genuine2.kind !== "let-in") {
    yield notLetIn(exchange, genuine2.status, vault !== void 0);
    return;
  }
  const isTaken = exchange.verdict.outcome === "answered";
  yield isTaken
    ? { about: "server", level: "ok", words: `${url} lets the platform in, and answers ${sample.subject}.` }
    : { about: "server", level: "fault", words: exchange.verdict.words, mend: "`ck check` says more." };
  if (vault === void 0) return;
  const unsigned = await prober.send({ ...sample, subject: "a request without a signature", signatures: [] });
  yield receptionOf(unsigned).kind === "let-in"
    ? {
        about: "signature",
        level: "fault",
        words: "A request without a signature is let in: anybody can talk to this server.",
        mend: "Have the server check the signature of every request; `ck check` tries all ways around it.",
      }
    : {
        about: "signature",
        level: "ok",
        words: "The server knows the key, and refuses a request without a signature.",
      };
}
function notLetIn({ verdict }, status, isSecured) {
  if (status === 401 && isSecured) {
    const mend2 =
      "The server has another key, or other settings of hash, format and encoding: give it what `ck key show` prints. If it has that, it does not check the exact bytes: see `ck explain`.";
    return { about: "signature", level: "fault", words: "The server refuses a genuine request with 401.", mend: mend2 };
  }
  const mend = "See that the URL is the one that the bot is called at, and what the server logs.";
  return { about: "server", level: "fault", words: verdict.words, mend };
}

// packages/cli/src/doctor/examine.ts
var OLDEST = [20, 19];
async function* examine(flags, run2) {
  yield examineNode(process.versions.node);
  const { bot, symptoms } = await examineDefinition(flags);
  yield* symptoms;
  if (bot?.webhook.secured === false)
    yield {
      about: "vault",
      level: "note",
      words: "The bot is not secured, so no key is needed: anybody can call its server.",
    };
  const isSecured = bot?.webhook.secured !== false;
  let vault;
  if (isSecured) {
    const opened = await examineVault(flags, run2);
    vault = opened.vault;
    yield* opened.symptoms;
    yield await examineGitignore(flags);
    if (vault !== void 0) yield* examineVariable(vault, run2);
  }
  if (bot !== void 0 && (vault !== void 0 || !isSecured)) yield* examineServer({ bot, vault, flags });
}
function examineNode(version2) {
  const [major = 0, minor = 0] = version2.split(".").map(Number);
  const isNew = major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1]);
  if (isNew) return { about: "node", level: "ok", words: `Node ${version2}.` };
  return {
    about: "node",
    level: "fault",
    words: `Node ${version2} is too old.`,
    mend: `Install Node ${OLDEST.join(".")} or later.`,
  };
}
async function examineDefinition({ config }) {
  const text = await readFile8(config, "utf8").catch(() => void 0);
  if (text === void 0) {
    const mend = "`ck init` writes one; --config says where it is.";
    return {
      symptoms: [{ about: "definition", level: "fault", words: `${config} is not there, or cannot be read.`, mend }],
    };
  }
  const { bot, problems } = checkDefinition(text);
  const symptoms = problems.map((problem) => {
    const words2 = formatProblem(problem, config);
    const level = problem.severity === "error" ? "fault" : "note";
    return { about: "definition", level, words: words2, ...(level === "fault" && { mend: "Correct that line." }) };
  });
  if (bot === void 0) return { symptoms };
  const words = `${config}: ${bot.name}, ${bot.actions.length} actions, called at ${bot.webhook.url}.`;
  return { bot, symptoms: [{ about: "definition", level: "ok", words }, ...symptoms] };
}
async function examineVault(flags, { terminal }) {
  try {
    const vault = await openProjectVault(flags, terminal);
    const [development, production] = [await vault.showKey("development"), await vault.showKey("production")];
    if (development === void 0) {
      const mend = "`ck init` makes the first key.";
      return { symptoms: [{ about: "vault", level: "fault", words: `${vaultFolder(flags)} has no key.`, mend }] };
    }
    const isDeployed = production?.keyId === development.keyId;
    const words =
      production === void 0
        ? "No key is deployed: requests of production cannot be signed. `ck key deploy` changes that."
        : `Production still signs with ${production.keyId}, until \`ck key deploy\`. A server for both needs both keys.`;
    return {
      vault,
      symptoms: [
        {
          about: "vault",
          level: "ok",
          words: `${vaultFolder(flags)} opens; development signs with ${development.keyId}.`,
        },
        isDeployed
          ? { about: "production", level: "ok", words: "Signs with the same key." }
          : { about: "production", level: "note", words },
      ],
    };
  } catch (error) {
    const { code, message } = complaintOf(error);
    if (code === "ERR_FAULT") throw error;
    const mend =
      error instanceof CliError ? "Then run `ck doctor` again." : "Do what it says, then run `ck doctor` again.";
    return { symptoms: [{ about: "vault", level: "fault", words: message, mend }] };
  }
}
async function examineGitignore(flags) {
  const folder = path7.dirname(flags.config);
  const entry = path7.relative(folder, vaultFolder(flags)).split(path7.sep).join("/");
  const read2 = (file) => readFile8(file, "utf8").catch(() => "");
  const own = await read2(path7.join(vaultFolder(flags), ".gitignore"));
  const text = await read2(path7.join(folder, ".gitignore"));
  if (entry.startsWith("..") || path7.isAbsolute(entry) || ignores(text, entry) || ignores(own, "*"))
    return { about: "gitignore", level: "ok", words: `${entry} is kept out of git.` };
  return {
    about: "gitignore",
    level: "fault",
    words: `.gitignore does not name ${entry}/: the vault and its key file could be committed.`,
    mend: `Add a line ${entry}/ to .gitignore. If it was committed, rotate the key.`,
  };
}
async function* examineVariable(vault, { terminal }) {
  const text = terminal.env["CK_PUBLIC_KEY"];
  if (text === void 0 || text === "") return;
  try {
    const { keyId } = importPublicKey(exportPublicKey(text));
    const record2 = (await vault.history()).find((each) => each.keyId === keyId);
    if (record2 === void 0) {
      const mend = 'Set it to what `ck key show` prints: export CK_PUBLIC_KEY="$(ck key show)"';
      yield {
        about: "CK_PUBLIC_KEY",
        level: "fault",
        words: `It holds the key ${keyId}, which is not one of this vault.`,
        mend,
      };
      return;
    }
    const { environments } = record2;
    if (environments.length > 0)
      yield {
        about: "CK_PUBLIC_KEY",
        level: "ok",
        words: `It is the key that signs in ${environments.join(" and ")}.`,
      };
    else
      yield {
        about: "CK_PUBLIC_KEY",
        level: "fault",
        words: `It holds ${keyId}, which is retired.`,
        mend: "Set it to what `ck key show` prints.",
      };
  } catch (error) {
    const { code, message } = complaintOf(error);
    if (code === "ERR_FAULT") throw error;
    yield { about: "CK_PUBLIC_KEY", level: "fault", words: message, mend: "Set it to what `ck key show` prints." };
  }
}

// packages/cli/src/commands/doctor.ts
function addDoctor(program2, context) {
  const command = program2
    .command("doctor")
    .summary("find what is wrong with the set-up")
    .description(
      "Looks at Node, the definition, the vault, .gitignore, CK_PUBLIC_KEY, and at the server: is it there, does it let genuine requests in, does it refuse others. Exit code 1 where something must be mended.",
    );
  withExamples(withLimits(withProject(command)), [
    ["ck doctor", "before anything else is tried"],
    ['CK_PUBLIC_KEY="$KEY" ck doctor', "is that the key of this bot?"],
  ]).action((flags) => perform(context, flags, (run2) => doctor(flags, run2)));
}
async function doctor(flags, run2) {
  const { output } = run2;
  const symptoms = [];
  for await (const symptom of examine(flags, run2)) {
    symptoms.push(symptom);
    show3(symptom, output);
  }
  const healthy = symptoms.every(({ level }) => level !== "fault");
  output.give({ healthy, symptoms });
  return healthy ? EXIT_CODES.ok : EXIT_CODES.found;
}
var WORDS2 = { ok: "ok", fault: "MEND", note: "note" };
function show3({ about, level, words, mend }, { style, say: say2 }) {
  const paint = { ok: style.green, fault: style.red, note: style.yellow }[level];
  say2(`${paint(WORDS2[level].padEnd(4))}  ${style.bold(about)}  ${printable(words)}`);
  if (mend !== void 0) say2(`      ${style.cyan("\u2192")} ${printable(mend)}`);
}

// packages/cli/src/project/find-recording.ts
import { existsSync as existsSync2 } from "node:fs";
import { readdir as readdir2 } from "node:fs/promises";
import path8 from "node:path";
function recordingsFolder(flags) {
  return path8.join(vaultFolder(flags), "recordings");
}
async function findRecording(name, flags) {
  if (name === "-" || existsSync2(name) || name.includes("/") || name.includes(path8.sep)) return void 0;
  const folder = recordingsFolder(flags);
  const names = await readdir2(folder).catch(() => []);
  const found = names.filter((each) => each.endsWith(".json") && each.includes(name));
  if (found.length > 1)
    throw new CliError("ERR_USAGE", `${found.length} recordings have ${name} in their name. Give more of it.`);
  return found[0] === void 0 ? void 0 : path8.join(folder, found[0]);
}
function isRecording(bytes) {
  try {
    const value = JSON.parse(new TextDecoder().decode(bytes));
    return (
      typeof value === "object" && value !== null && "kind" in value && value.kind === "exchange" && "version" in value
    );
  } catch {
    return false;
  }
}

// packages/cli/src/commands/emulator.ts
function addEmulator(program2, context) {
  const command = program2
    .command("emulator")
    .summary("the platform's page on this machine: a chat beside each signed request")
    .description("Serves the emulator's page and its API on 127.0.0.1, prints the address, and runs until Ctrl+C.")
    .option("--port <port>", "where to listen; 0 is any that is free", port, 0);
  withExamples(withLimits(withProject(command)), [
    ["ck emulator", "on a port that is free"],
    ["ck emulator --port 4000 --config bots/leave.json", "another bot, on a port that stays"],
  ]).action((flags) => perform(context, flags, (run2) => serve(flags, run2), { untilInterrupted: true }));
}
async function serve(flags, run2) {
  const { terminal, output } = run2;
  const bot = await openBot(flags, run2);
  const vault = bot.webhook.secured ? await openProjectVault(flags, terminal) : void 0;
  await vault?.secure();
  const { serveDesk: serveDesk2 } = await Promise.resolve().then(() => (init_src4(), src_exports));
  const desk = await serveDesk2({
    bot,
    vault,
    port: flags.port,
    recordings: recordingsFolder(flags),
    limits: { timeoutMs: flags.timeoutMs, maxBytes: flags.maxBytes },
  });
  output.give({ url: desk.url, webhook: bot.webhook.url }, { inOneLine: true });
  output.say(`${output.style.bold(bot.name)} is called at ${bot.webhook.url}

  ${output.style.cyan(desk.url)}
`);
  output.hint("Ctrl+C ends it.");
  await new Promise((resolve) => {
    if (terminal.signal.aborted) resolve();
    terminal.signal.addEventListener("abort", () => resolve(), { once: true });
  });
  await desk.close();
  return EXIT_CODES.ok;
}

// packages/cli/src/commands/explain.ts
init_src3();
init_src();
init_src2();

// packages/cli/src/project/public-keys.ts
init_src2();
async function openPublicKeys(flags, environment, terminal) {
  if (flags.key !== void 0) {
    const own2 = await Promise.all(flags.key.map(async (file) => importPublicKey(await readInput(file, terminal))));
    return { own: own2, others: {} };
  }
  const vault = await openProjectVault(flags, terminal);
  const records = await vault.history();
  const own = records.filter(({ environments }) => environments.includes(environment));
  if (own.length === 0)
    throw new CliError(
      "ERR_SETUP",
      `The vault has no key for ${environment}. Name a public key with --key, or run \`ck init\` or \`ck key deploy\`.`,
    );
  const others = records
    .filter((record2) => !own.includes(record2))
    .map(({ keyId, base64, environments }) => {
      const what = environments.length > 0 ? `of ${environments.join(" and ")}` : "retired";
      return [`${what}, ${keyId}`, importPublicKey(base64)];
    });
  return { own: own.map(({ base64 }) => importPublicKey(base64)), others: Object.fromEntries(others) };
}

// packages/cli/src/project/signature-text.ts
async function readSignature2(text, file, terminal) {
  if ((text === void 0) === (file === void 0))
    throw new CliError("ERR_USAGE", "Give the signature once: with --signature, or in a file after the body's.");
  const given = text ?? new TextDecoder().decode(await readInput(file ?? "", terminal));
  return given.replace(/^x-convokraft-signature:\s*/i, "").replace(/\r?\n$/, "");
}

// packages/cli/src/commands/explain.ts
function addExplain(program2, context) {
  const command = program2
    .command("explain")
    .summary("say why a signature does not verify")
    .description(
      "Tries every hash, format and encoding, every key of the vault, and what usually happens to a body on its way. Exit code 1 where something is wrong.",
    )
    .argument("<exchange|body>", "a recorded exchange, or the body that the server saw")
    .argument("[signature-file]", "the signature, or the header line, in a file")
    .option("--signature <text>", "the signature itself")
    .option("--key <file>", "a public key; can be given several times (default: the vault's)", collect);
  withExamples(withSignature(withEnvironment(withProject(command), "whose key counts, for a body")), [
    ["ck explain .ck/recordings/20270503T101500Z-exchange-1f0c2a9e.json", "a recorded exchange"],
    ['ck explain body-as-my-server-saw-it.json --signature "MEUCIQ\u2026"', "what a server logged"],
  ]).action((file, signatureFile, flags) =>
    perform(context, flags, (run2) => explainFiles(file, signatureFile, flags, run2)),
  );
}
async function explainFiles(file, signatureFile, flags, run2) {
  const { terminal, output } = run2;
  const { body, header: header2, environment } = await readEvidence(file, signatureFile, flags, run2);
  const bot = await openBotIfAny(flags, run2);
  const { own, others } = await openPublicKeys(flags, environment, terminal);
  const explanation = await explain(body, header2, own, { ...signatureOptions(flags, bot), otherKeys: others });
  const { verdict, reason, causes, found, checks, message } = explanation;
  output.give({ verdict, reason, causes, found, checks, message });
  const paint = verdict === "valid" ? output.style.green : output.style.red;
  output.say(`${paint(verdict)}  ${message}`);
  return verdict === "valid" ? EXIT_CODES.ok : EXIT_CODES.found;
}
async function readEvidence(file, signatureFile, flags, { terminal }) {
  if (flags.signature === void 0 && signatureFile === void 0) {
    const recording = await findRecording(file, flags);
    if (recording !== void 0) return fromRecording(recording);
    const bytes = await readInput(file, terminal);
    if (file !== "-" && isRecording(bytes)) return fromRecording(file);
  }
  const header2 = await readSignature2(flags.signature, signatureFile, terminal);
  return { body: await readInput(file, terminal), header: header2, environment: flags.env };
}
async function fromRecording(file) {
  const { request, environment } = await loadExchange(file);
  const header2 = request.headers.flatMap(([name, value]) =>
    name.toLowerCase() === SIGNATURE_HEADER.toLowerCase() ? [value] : [],
  );
  return { body: bytesOf(request.body), header: header2, environment };
}

// packages/cli/src/commands/key.ts
function addKey(program2, context) {
  const key = program2
    .command("key")
    .summary("the bot's public key: show, rotate, deploy")
    .description("The key that the bot's requests are signed with, as in the console. Private keys stay in the vault.");
  const show4 = key
    .command("show")
    .summary("print the public key of an environment")
    .description("Shows the public key of an environment, and nothing else, so that it can be handed to a server.")
    .addOption(new Option("--form <form>", "how it is written").choices(["base64", "pem"]).default("base64"))
    .option("--all", "list all keys that there have been");
  withExamples(withEnvironment(withProject(show4), "whose key"), [
    ["ck key show", "the key of development, in one line"],
    ['CK_PUBLIC_KEY="$(ck key show)" node server.js', "a server that knows it"],
    ["ck key show --env production --form pem", "the deployed one, in PEM"],
  ]).action((flags) => perform(context, flags, (run2) => showKey(flags, run2)));
  const rotate2 = key
    .command("rotate")
    .summary("make a new key, which signs in development at once")
    .description("Makes a new key. It signs in development at once, and in production after `ck key deploy`.");
  withExamples(withProject(rotate2), [["ck key rotate", "then give the new key to the server"]]).action((flags) =>
    perform(context, flags, (run2) =>
      change(flags, run2, "rotate", "The new key signs in development now; `ck key deploy` takes it to production."),
    ),
  );
  const deploy = key
    .command("deploy")
    .summary("let production sign with the key of development")
    .description("Lets production sign with the key of development from now on.");
  withExamples(withProject(deploy), [["ck key deploy", "as deploying the project in the console"]]).action((flags) =>
    perform(context, flags, (run2) => change(flags, run2, "deploy", "Production signs with this key now.")),
  );
}
async function showKey(flags, run2) {
  const { output } = run2;
  const vault = await openProjectVault(flags, run2.terminal);
  if (flags.all === true) return showAll(vault, run2);
  const key = await vault.showKey(flags.env);
  if (key === void 0) {
    const how =
      (await vault.showKey("development")) === void 0
        ? "`ck init` makes the first one"
        : "`ck key deploy` takes one there";
    throw new CliError("ERR_SETUP", `The environment ${flags.env} has no key yet: ${how}.`);
  }
  output.give({ environment: flags.env, ...key });
  output.say(flags.form === "pem" ? key.pem.trimEnd() : key.base64);
  return EXIT_CODES.ok;
}
async function showAll(vault, { output }) {
  const keys = await vault.history();
  output.give({ keys });
  for (const { keyId, created, retired: retired2, environments } of keys) {
    const use = environments.length > 0 ? `signs in ${environments.join(" and ")}` : `retired ${retired2 ?? ""}`;
    output.say(`${keyId}  made ${created}  ${use}`);
  }
  if (keys.length === 0) output.hint("There is no key yet: `ck init` makes the first one.");
  return EXIT_CODES.ok;
}
async function change(flags, { terminal, output }, what, words) {
  const vault = await openProjectVault(flags, terminal);
  const key = await vault[what]();
  output.give({ ...key });
  output.say(key.base64);
  output.hint(words);
  return EXIT_CODES.ok;
}

// packages/cli/src/commands/keygen.ts
init_src2();
import { open as open6 } from "node:fs/promises";
function addKeygen(program2, context) {
  const command = program2
    .command("keygen")
    .summary("make a DSA key pair in two files")
    .description(
      "Makes a DSA key pair. The private key goes to a file for its owner only, and is never printed; the public key goes to a second file, and is shown.",
    )
    .requiredOption("--out <file>", "the private key's file; the public key's gets .pub at its end")
    .addOption(
      new Option("--size <size>", "modulus and divisor, in bits")
        .choices(["1024/160", "2048/224", "2048/256", "3072/256"])
        .default("2048/256"),
    )
    .option("--encrypt", "encrypt the private key with CK_PASSPHRASE, or with a passphrase that is asked for");
  withExamples(withJson(command), [
    ["ck keygen --out test-key.pem", "test-key.pem and test-key.pem.pub"],
    ["ck keygen --out old.pem --size 1024/160", "as Java 8 makes them"],
  ]).action((flags) => perform(context, flags, (run2) => keygen(flags, run2)));
}
async function keygen({ out, size, encrypt = false }, { terminal, output }) {
  const [modulusLength, divisorLength] = size.split("/").map(Number);
  const passphrase = encrypt
    ? (passphraseFrom(terminal) ?? (await askPassphrase(terminal, "A passphrase for the key:")))
    : void 0;
  const { publicKey, privateKey } = await generateKeyPair({ modulusLength, divisorLength, passphrase });
  await writeOnce(out, privateKey, 384);
  await writeOnce(`${out}.pub`, publicKey, 420);
  const { keyId } = importPublicKey(publicKey);
  const base64 = exportPublicKey(publicKey, "base64");
  output.give({
    keyId,
    size,
    privateKeyFile: out,
    publicKeyFile: `${out}.pub`,
    encrypted: encrypt,
    base64,
    pem: publicKey,
  });
  output.say(`${out}      the private key${encrypt ? ", encrypted" : ""}, for its owner only`);
  output.say(`${out}.pub  the public key ${keyId}, ${size} bits

${base64}`);
  return EXIT_CODES.ok;
}
async function writeOnce(file, text, mode) {
  try {
    const handle = await open6(file, "wx", mode);
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
  } catch (cause) {
    const { code } = cause;
    const message =
      code === "EEXIST"
        ? `${file} is there already, and is not overwritten. Choose another name.`
        : `${file} cannot be written (${String(code)}).`;
    throw new CliError("ERR_SETUP", message, { cause });
  }
}

// packages/cli/src/commands/resend.ts
init_src3();

// packages/cli/src/project/edit-request.ts
function createEdit(assignments) {
  const edits = assignments.map(readAssignment);
  return (request) => edits.reduce((value, { path: path11, to }) => withValue(value, path11, to), request);
}
function readAssignment(text) {
  const at = text.indexOf("=");
  const path11 = text.slice(0, Math.max(at, 0)).split(".");
  if (at < 1 || path11.some((key) => key === "" || key === "__proto__"))
    throw new CliError("ERR_USAGE", "--edit takes a path and a value: --edit params.days=30");
  return { path: path11, to: readValue2(text.slice(at + 1)) };
}
function readValue2(text) {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
function withValue(target, [key, ...rest], to) {
  if (key === void 0) return to;
  if (Array.isArray(target) && /^\d{1,4}$/.test(key)) {
    const list = [...target];
    list[Number(key)] = withValue(list[Number(key)], rest, to);
    return list;
  }
  const object = typeof target === "object" && target !== null && !Array.isArray(target) ? { ...target } : {};
  const before = Object.hasOwn(object, key) ? object[key] : void 0;
  return { ...object, [key]: withValue(before, rest, to) };
}

// packages/cli/src/project/refuse-secret.ts
var SECRET = /-----BEGIN [A-Z ]{0,20}PRIVATE KEY-----|^ck-vault-key-1 /;
function refuseSecret(bytes) {
  if (!SECRET.test(new TextDecoder("latin1").decode(bytes.subarray(0, 4096)))) return;
  throw new CliError("ERR_USAGE", "This is the file of a private key, and not a request. It was not sent.");
}

// packages/cli/src/commands/resend.ts
function addResend(program2, context) {
  const command = program2
    .command("resend")
    .summary("send a recorded exchange again, as it was or edited")
    .description(
      "Sends a recorded request again: the same bytes with the same signature, unless told otherwise. Edited and not signed anew, a server has to refuse it.",
    )
    .argument("<exchange>", "its file, or a part of its name in .ck/recordings")
    .option("--edit <path=value>", "change the request; can be given several times", collect)
    .option("--body <file>", "send the bytes of this file instead")
    .option("--resign", "sign the bytes anew")
    .option("--key <file>", "a private key to sign with (default: the vault's)")
    .option("--url <url>", "where to (default: as recorded)")
    .option("--save <file>", "keep the new exchange");
  withExamples(withLimits(withSignature(withProject(command))), [
    ["ck resend failed.json", "as it was, to see what the server says now"],
    ["ck resend failed.json --edit params.days=30 --resign", "with another value"],
    ["ck resend failed.json --edit params.days=30", "a server should refuse it"],
  ]).action((file, flags) => perform(context, flags, (run2) => again(file, flags, run2)));
}
async function again(file, flags, run2) {
  const { terminal, output } = run2;
  const { edit = [], body, resign = false, url, save: save2, timeoutMs, maxBytes } = flags;
  if (edit.length > 0 && body !== void 0)
    throw new CliError("ERR_USAGE", "--edit changes the recorded body, and --body replaces it: give one of the two.");
  const change2 = createEdit(edit);
  const recorded = await loadExchange((await findRecording(file, flags)) ?? file);
  const bytes = body === void 0 ? void 0 : await readInput(body, terminal);
  if (bytes !== void 0) refuseSecret(bytes);
  const edits = bytes === void 0 ? (edit.length > 0 ? change2 : void 0) : () => bytes;
  const sign3 = resign ? (await openSigning(flags, terminal, await openBotIfAny(flags, run2))).sign : void 0;
  const exchange = await resend(recorded, { sign: sign3, url, edit: edits, limits: { timeoutMs, maxBytes } });
  if (save2 !== void 0) await saveExchange(save2, exchange);
  showExchange(exchange, output);
  return exchange.verdict.outcome === "answered" ? EXIT_CODES.ok : EXIT_CODES.found;
}

// packages/cli/src/commands/send.ts
init_src3();
init_src();
function addSend(program2, context) {
  const command = program2
    .command("send")
    .summary("sign a request and deliver it")
    .description(
      "Signs the exact bytes of a file and delivers them as the platform does. Exit code 1 where the answer is not taken.",
    )
    .argument("<file>", "a request's body, a recorded exchange, or - for the standard input")
    .option("--url <url>", "where to (default: as the definition says)")
    .option("--key <file>", "a private key (default: the vault's)")
    .option("--unsigned", "send no signature")
    .addOption(new Option("--fault <fault>", "do something wrong on purpose").choices([...FAULTS]))
    .option("--save <file>", "keep the exchange, for ck resend and ck explain");
  withExamples(
    withLimits(withSignature(withEnvironment(withProject(command), "whose key signs, where the body does not say"))),
    [
      ["ck send body.json", "to the definition's URL"],
      [`echo '{"todo":"welcome"}' | ck send -`, "the smallest request"],
      ["ck send body.json --fault repeated-header", "a server should refuse it"],
    ],
  ).action((file, flags) => perform(context, flags, (run2) => send2(file, flags, run2)));
}
async function send2(file, flags, run2) {
  const { terminal, output } = run2;
  const { bytes, environment } = await readBody3(file, flags, run2);
  const bot = flags.url === void 0 ? await openBot(flags, run2) : await openBotIfAny(flags, run2);
  const url = flags.url ?? bot?.webhook.url ?? "";
  const unsigned = flags.unsigned === true || (bot?.webhook.secured === false && flags.key === void 0);
  const sign3 = unsigned ? void 0 : (await openSigning(flags, terminal, bot)).sign;
  const limits = { timeoutMs: flags.timeoutMs, maxBytes: flags.maxBytes };
  const todo = todoOf(bytes);
  if (todo === void 0)
    output.hint("The body has no todo that the contract knows, so the answer is judged as one to fallback.");
  let exchange;
  if (flags.fault === void 0) {
    const lines = sign3 === void 0 ? [] : [await sign3(bytes, environment)];
    exchange = await resend(unsent({ url, environment, todo: todo ?? "fallback", bytes, lines }), { limits });
  } else {
    const request = { ...parseObject(bytes), todo: todo ?? "fallback", environment };
    const { sign: staleSign } = await createStranger();
    const exchanges = await deliver2(request, { url, sign: sign3, staleSign, fault: flags.fault, limits });
    exchange = exchanges.at(-1) ?? exchanges[0];
  }
  if (flags.save !== void 0) await saveExchange(flags.save, exchange);
  showExchange(exchange, output);
  return exchange.verdict.outcome === "answered" ? EXIT_CODES.ok : EXIT_CODES.found;
}
async function readBody3(file, flags, { terminal }) {
  const recording = await findRecording(file, flags);
  const bytes = await readInput(recording ?? file, terminal);
  if (file !== "-" && isRecording(bytes)) {
    const { request, environment } = await loadExchange(recording ?? file);
    return { bytes: bytesOf(request.body), environment };
  }
  refuseSecret(bytes);
  return { bytes, environment: environmentOf(bytes) ?? flags.env };
}
function todoOf(bytes) {
  const { todo } = parseOrEmpty(bytes);
  return TODOS.find((each) => each === todo);
}
function environmentOf(bytes) {
  const { environment } = parseOrEmpty(bytes);
  return environment === "development" || environment === "production" ? environment : void 0;
}
function parseObject(bytes) {
  const value = parseOrEmpty(bytes);
  if (Object.keys(value).length > 0) return value;
  throw new CliError("ERR_SETUP", "The body is no JSON object, and --fault needs one.");
}
function parseOrEmpty(bytes) {
  try {
    const value = JSON.parse(new TextDecoder().decode(bytes));
    return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : {};
  } catch {
    return {};
  }
}

// packages/cli/src/commands/sign.ts
init_src();
function addSign(program2, context) {
  const command = program2
    .command("sign")
    .summary("sign the bytes of a file as the platform does")
    .description("Signs the exact bytes of a file, and prints the signature.")
    .argument("<file>", "a request's body, or - for the standard input")
    .option("--key <file>", "a private key (default: the vault's)")
    .option("--header", "print the whole header line");
  withExamples(withSignature(withEnvironment(withProject(command), "whose key signs")), [
    ["ck sign body.json", "the signature alone"],
    ['curl -H "$(ck sign --header body.json)" --data-binary @body.json localhost:3000/convokraft', "a signed request"],
  ]).action((file, flags) => perform(context, flags, (run2) => sign2(file, flags, run2)));
}
async function sign2(file, flags, run2) {
  const bytes = await readInput(file, run2.terminal);
  const signing = await openSigning(flags, run2.terminal, await openBotIfAny(flags, run2));
  const signature = await signing.sign(bytes, flags.env);
  run2.output.give({
    signature,
    header: SIGNATURE_HEADER,
    keyId: await signing.keyId(flags.env),
    bytes: bytes.byteLength,
  });
  run2.output.say(flags.header === true ? `${SIGNATURE_HEADER}: ${signature}` : signature);
  return EXIT_CODES.ok;
}

// packages/cli/src/commands/verify.ts
init_src2();
var REASONS = {
  missing: "There is no signature.",
  repeated: "There is more than one signature.",
  malformed: "The signature is none in this format and encoding.",
  mismatch: "None of the keys made it for these bytes.",
  "not-bytes": "The body is not there as bytes.",
};
function addVerify(program2, context) {
  const command = program2
    .command("verify")
    .summary("check the signature of a file")
    .description("Checks a signature over the exact bytes of a file. Exit code 1 where it is not valid.")
    .argument("<file>", "a request's body, or - for the standard input")
    .argument("[signature-file]", "the signature, or the header line, in a file")
    .option("--signature <text>", "the signature itself")
    .option("--key <file>", "a public key; can be given several times (default: the vault's)", collect);
  withExamples(withSignature(withEnvironment(withProject(command), "whose key counts")), [
    ['ck verify body.json --signature "MEUCIQ\u2026"', "with the vault's key"],
    ["ck verify body.json signature.txt --key console-key.txt", "with the key that the console shows"],
  ]).action((file, signatureFile, flags) =>
    perform(context, flags, (run2) => check2(file, signatureFile, flags, run2)),
  );
}
async function check2(file, signatureFile, flags, run2) {
  const { terminal, output } = run2;
  const signature = await readSignature2(flags.signature, signatureFile, terminal);
  const bytes = await readInput(file, terminal);
  const bot = await openBotIfAny(flags, run2);
  const { own } = await openPublicKeys(flags, flags.env, terminal);
  const result = await verify(bytes, signature, own, signatureOptions(flags, bot));
  if (result.valid) {
    output.give({ valid: true, keyId: result.keyId });
    output.say(`${output.style.green("valid")}  made by the key ${result.keyId}`);
    return EXIT_CODES.ok;
  }
  output.give({ valid: false, reason: result.reason, keyIds: own.map(({ keyId }) => keyId) });
  output.say(`${output.style.red("not valid")}  ${REASONS[result.reason]}`);
  output.hint("`ck explain` says why.");
  return EXIT_CODES.found;
}

// packages/cli/src/program.ts
var EXITS = `
Exit codes:
  0    done, and nothing is wrong
  1    done, and something is wrong: an answer that is not taken, a signature that is not valid, a server to mend
  2    the command line cannot be understood
  3    a file, a key or a passphrase is missing or cannot be used
  70   a fault of ck itself
  130  interrupted

Environment:
  CK_PASSPHRASE  unlocks the vault, or a private key, where it is locked with a passphrase
  NO_COLOR       no colour
  CK_DEBUG       show where a fault of ck itself is`;
function createProgram(context) {
  const { stdout: stdout2, stderr } = context.terminal;
  const program2 = new Command("ck")
    .description("The ConvoKraft platform on your own desk: talk to your webhook server as the platform does.")
    .version(version, "--version", "print the version")
    .helpCommand("help [command]", "say how a command is used")
    .showSuggestionAfterError()
    .configureHelp({ subcommandTerm: (command) => `${command.name()} ${argumentsOf(command)}`.trimEnd() })
    .configureOutput({ writeOut: (text) => void stdout2.write(text), writeErr: (text) => void stderr.write(text) })
    .exitOverride()
    .addHelpText("after", EXITS);
  for (const add of [
    addInit,
    addChat,
    addEmulator,
    addCheck,
    addDoctor,
    addSend,
    addResend,
    addExplain,
    addSign,
    addVerify,
    addKey,
    addKeygen,
    addCompletion,
  ])
    add(program2, context);
  return program2;
}
function argumentsOf(command) {
  return command.registeredArguments
    .map((argument) => (argument.required ? `<${argument.name()}>` : `[${argument.name()}]`))
    .join(" ");
}

// packages/cli/src/run-cli.ts
async function runCli(args) {
  const { stdin: stdin2, stdout: stdout2, stderr, env } = process;
  const interrupt = new AbortController();
  const onSignal = () => interrupt.abort();
  process.once("SIGINT", onSignal).once("SIGTERM", onSignal);
  const onPipe = ({ code }) => {
    if (code === "EPIPE") process.exit(EXIT_CODES.ok);
  };
  stdout2.on("error", onPipe);
  const terminal = { stdin: stdin2, stdout: stdout2, stderr, env, signal: interrupt.signal };
  let exitCode = EXIT_CODES.ok;
  try {
    await createProgram({ terminal, finish: (code) => (exitCode = code) }).parseAsync(args, { from: "user" });
  } catch (error) {
    exitCode = report2(error, args, terminal);
  } finally {
    process.off("SIGINT", onSignal).off("SIGTERM", onSignal);
    stdout2.off("error", onPipe);
  }
  return exitCode;
}
function report2(error, args, { stdout: stdout2, stderr, env }) {
  if (error instanceof Interrupted) return EXIT_CODES.interrupted;
  const asJson = args.includes("--json");
  const giveJson = (code2, message2) =>
    void stdout2.write(`${printableJson({ error: { code: code2, message: message2 } }, 2)}
`);
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return EXIT_CODES.ok;
    if (asJson) giveJson("ERR_USAGE", error.message.replace(/^error: /, ""));
    return EXIT_CODES.usage;
  }
  const { code, message, exitCode } = complaintOf(error);
  const words = printable(message);
  if (asJson) giveJson(code, words);
  else
    stderr.write(`${createStyle(wantsColor(stderr.isTTY, env)).red("ck:")} ${words}
`);
  if (exitCode === EXIT_CODES.fault && (env["CK_DEBUG"] ?? "") !== "" && error instanceof Error)
    stderr.write(`${error.stack ?? ""}
`);
  return exitCode;
}

// packages/cli/src/ck.ts
void runCli(process.argv.slice(2)).then((code) => {
  process.exitCode = code;
  if (code === EXIT_CODES.interrupted) process.exit();
});
