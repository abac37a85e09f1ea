using System.CommandLine;
using Steward.Cli;
using Steward.Cli.Commands;

var result = CommandTree.Create().Parse(args);
var console = new InvocationConfiguration { EnableDefaultExceptionHandler = false };
if (result.Errors.Count == 0) return await result.InvokeAsync(console);

// What is wrong and the help that follows are for people: standard output belongs to results.
console.Output = Console.Error;
result.Invoke(console);
return ExitCodes.Usage;
