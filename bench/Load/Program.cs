using System.CommandLine;
using Steward.Bench.Load;

// "@file" is the notation of --body-template here, not of a file with further arguments.
var style = new ParserConfiguration { ResponseFileTokenReplacer = null };
return await LoadCommand.Create().Parse(args, style).InvokeAsync();
