using System.CommandLine;
using System.CommandLine.Help;
using Steward.Server;
using Steward.Server.Demo;
using Steward.Server.Verbs;

var root = new Command("steward", "Steward: the production side of products built on language models.")
{
    new HelpOption { Recursive = true },
    new VersionOption(),
    ServeCommand.Create(),
    DemoCommand.Create(DemoVerb.RunAsync),
    MigrateCommand.Create(),
    BootstrapCommand.Create(),
    AuditCommand.Create(),
    ScreenCommand.Create(),
};

const int Usage = 2;
var line = root.Parse(args);
var console = new InvocationConfiguration
{
    EnableDefaultExceptionHandler = false,
    // The host hears SIGTERM itself and drains; cutting it short would hand running jobs back.
    ProcessTerminationTimeout = null,
};
if (line.Errors.Count > 0)
{
    console.Output = Console.Error;
    line.Invoke(console);
    return Usage;
}

try
{
    return await line.InvokeAsync(console);
}
catch (StartException error)
{
    Console.Error.WriteLine(error.Message);
    return Usage;
}
catch (Exception error) when (StartFaults.InWords(error) is { } words)
{
    Console.Error.WriteLine(words);
    return Usage;
}
