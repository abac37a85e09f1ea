using System.CommandLine;
using System.CommandLine.Invocation;
using Steward.Cli;
using Steward.Cli.Commands;

var line = CommandTree.Create().Parse(args);
var console = new InvocationConfiguration { EnableDefaultExceptionHandler = false };
if (line.Errors.Count == 0) return await line.InvokeAsync(console);

// What is wrong is for people: standard output belongs to results. The help follows only where nothing was asked for yet.
console.Output = Console.Error;
if (line.Action is ParseErrorAction error) error.ShowHelp = line.UnmatchedTokens.Count == 0;
line.Invoke(console);
return ExitCodes.Usage;
