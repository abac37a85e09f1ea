using System.CommandLine;
using Microsoft.Extensions.Options;
using Steward.Server;
using Steward.Server.Demo;
using Steward.Server.Verbs;

var root = new RootCommand("Steward: the production side of products built on language models.")
{
    ServeCommand.Create(),
    DemoCommand.Create(DemoVerb.RunAsync),
    MigrateCommand.Create(),
    BootstrapCommand.Create(),
    AuditCommand.Create(),
};

try
{
    return await root.Parse(args).InvokeAsync(new InvocationConfiguration
    {
        EnableDefaultExceptionHandler = false,
        // The host hears SIGTERM itself and drains; cutting it short would hand running jobs back.
        ProcessTerminationTimeout = null,
    });
}
catch (StartException error)
{
    Console.Error.WriteLine(error.Message);
    return 2;
}
catch (OptionsValidationException error)
{
    foreach (var failure in error.Failures) Console.Error.WriteLine("Setting: " + failure);
    return 2;
}
catch (Exception error) when (StartFaults.InWords(error) is { } words)
{
    Console.Error.WriteLine(words);
    return 2;
}
