using System.Diagnostics;
using System.Reflection;
using System.Runtime.InteropServices;

namespace Steward.Tests.Support;

/// <summary>
/// The built server (or another .NET program) as a process of its own, to be killed, stopped and read by tests. It does not
/// outlive the test process.
/// </summary>
public sealed class ServerProcess : IAsyncDisposable
{
    private const int Sigterm = 15;
    private const int Sigkill = 9;
    private const int Sigcont = 18;
    private const int Sigstop = 19;
    private static readonly TimeSpan DefaultLimit = TimeSpan.FromSeconds(30);

    private readonly Process process;
    private readonly OrphanGuard guard;
    private readonly ProcessOutput output = new();
    private readonly Task<int> exit;

    private ServerProcess(ProcessStartInfo start)
    {
        process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, line) => output.Add(line.Data, isError: false);
        process.ErrorDataReceived += (_, line) => output.Add(line.Data, isError: true);
        process.Start();
        Id = process.Id;
        guard = OrphanGuard.Arm("kill -9 \"$1\"", Id.ToString());
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        exit = ObserveExitAsync();
    }

    /// <summary>The server assembly that the build put under <c>artifacts</c>, same configuration as the running tests.</summary>
    public static string ServerAssembly => Path.Combine(RepoRoot.Find(), "artifacts", "bin", "Server", Configuration, "Steward.Server.dll");

    /// <summary>The process id.</summary>
    public int Id { get; }

    /// <summary>Whether it has ended and all its output was read.</summary>
    public bool HasExited => exit.IsCompleted;

    /// <summary>The exit code; 128 + the signal's number after a signal; null while it runs.</summary>
    public int? ExitCode => exit.IsCompletedSuccessfully ? exit.Result : null;

    /// <summary>Resident memory now, in bytes.</summary>
    /// <exception cref="InvalidOperationException">It has ended.</exception>
    public long ResidentBytes
    {
        get
        {
            process.Refresh();
            return process.WorkingSet64;
        }
    }

    /// <summary>The output so far, oldest first; the newest 20,000 lines are kept.</summary>
    public IReadOnlyList<OutputLine> Output => output.Snapshot();

    /// <summary>Starts the program. Returns at once: wait for a line that says that it is ready.</summary>
    /// <exception cref="FileNotFoundException">The assembly was not built.</exception>
    public static ServerProcess Start(ServerProcessOptions options)
    {
        var assembly = options.Assembly ?? ServerAssembly;
        if (!File.Exists(assembly))
        {
            throw new FileNotFoundException($"'{assembly}' is not there: build it first.", assembly);
        }

        var start = new ProcessStartInfo(
            options.Runtime ?? Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", [assembly, .. options.Arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            WorkingDirectory = options.WorkingFolder ?? "",
        };
        foreach (var (name, value) in options.Environment)
        {
            start.Environment[name] = value;
        }

        return new ServerProcess(start);
    }

    /// <summary>Starts the built server with a command line.</summary>
    /// <exception cref="FileNotFoundException">The server was not built.</exception>
    public static ServerProcess Start(params string[] arguments) => Start(new ServerProcessOptions { Arguments = arguments });

    /// <summary>Waits for a line of either stream that satisfies the predicate; lines already written count.</summary>
    /// <returns>The line.</returns>
    /// <exception cref="InvalidOperationException">The process ended without it; the message carries the last output.</exception>
    /// <exception cref="TimeoutException">It did not come in time (30 s by default); the message carries the last output.</exception>
    public async Task<string> WaitForLineAsync(Func<string, bool> predicate, TimeSpan? timeout = null)
    {
        var limit = timeout ?? DefaultLimit;
        var line = output.FirstAsync(predicate);
        try
        {
            await Task.WhenAny(line, exit).WaitAsync(limit);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"The line did not come within {limit.TotalSeconds:0.#} s. Last output:\n{output.Tail()}");
        }

        // All output is read before the exit is reported, so a line that was written has been seen by now.
        return line.IsCompleted
            ? await line
            : throw new InvalidOperationException($"The process ended with {await exit} before the line. Last output:\n{output.Tail()}");
    }

    /// <summary>Waits for a line that contains a text.</summary>
    /// <inheritdoc cref="WaitForLineAsync(Func{string, bool}, TimeSpan?)"/>
    public Task<string> WaitForLineAsync(string text, TimeSpan? timeout = null) =>
        WaitForLineAsync(line => line.Contains(text, StringComparison.Ordinal), timeout);

    /// <summary>Waits for the end, by whatever cause.</summary>
    /// <returns>The exit code.</returns>
    /// <exception cref="TimeoutException">It still runs after the limit (30 s by default).</exception>
    public Task<int> WaitForExitAsync(TimeSpan? timeout = null) => exit.WaitAsync(timeout ?? DefaultLimit);

    /// <summary>Ends it without a chance to clean up (SIGKILL) and waits until it is gone.</summary>
    public Task<int> Kill9Async()
    {
        Signal(Sigkill);
        return WaitForExitAsync();
    }

    /// <summary>Asks it to stop (SIGTERM). Does not wait.</summary>
    public void Terminate() => Signal(Sigterm);

    /// <summary>Lets it stand still (SIGSTOP) until <see cref="Thaw"/>: what is sent to it waits.</summary>
    public void Freeze() => Signal(Sigstop);

    /// <summary>Lets it go on (SIGCONT).</summary>
    public void Thaw() => Signal(Sigcont);

    /// <summary>Kills it if it still runs.</summary>
    public async ValueTask DisposeAsync()
    {
        await Kill9Async();
        guard.Dispose();
        process.Dispose();
    }

    private static string Configuration =>
        typeof(ServerProcess).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration.ToLowerInvariant();

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int SendSignal(int process, int signal);

    private void Signal(int signal)
    {
        // After the exit was observed the id may belong to another process.
        if (!exit.IsCompleted)
        {
            _ = SendSignal(Id, signal);
        }
    }

    private async Task<int> ObserveExitAsync()
    {
        await process.WaitForExitAsync();
        guard.Disarm();
        return process.ExitCode;
    }
}
