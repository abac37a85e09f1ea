using Chaos.Stage;

// Tests kill, starve and deceive processes of this very program.
return args switch
{
    [WorkerProgram.Verb, var data, var ledger, .. var settings] => await WorkerProgram.RunAsync(data, ledger, settings),
    [LockProgram.Verb, var file] => await LockProgram.RunAsync(file),
    _ => await Xunit.Runner.InProc.SystemConsole.ConsoleRunner.Run(args),
};
