using System.Diagnostics.CodeAnalysis;

namespace Steward.Tests.Support;

/// <summary>Where Debian's packages put PostgreSQL, and how to run it: the server refuses to run as root.</summary>
internal sealed class PostgresBinaries
{
    private const string Packages = "/usr/lib/postgresql";
    private const string ServerAccount = "postgres";

    private PostgresBinaries(string folder, bool switchUser)
    {
        Folder = folder;
        Prefix = switchUser ? ["runuser", "-u", ServerAccount, "--"] : [];
    }

    public string Folder { get; }

    /// <summary>Words before a command that make it run as an account that the server accepts.</summary>
    public IReadOnlyList<string> Prefix { get; }

    public static bool TryFind([NotNullWhen(true)] out PostgresBinaries? found, [NotNullWhen(false)] out string? whyNot)
    {
        found = null;
        whyNot = null;
        var folder = NewestFolder();
        if (folder is null)
        {
            whyNot = $"PostgreSQL is not installed: no {Packages}/*/bin/postgres (apt-get install postgresql).";
            return false;
        }

        if (Environment.IsPrivilegedProcess && !HasServerAccount())
        {
            whyNot = $"Running as root, and there is no account '{ServerAccount}' to run PostgreSQL as.";
            return false;
        }

        found = new PostgresBinaries(folder, Environment.IsPrivilegedProcess);
        return true;
    }

    public string[] CommandFor(string tool, params string[] arguments) => [.. Prefix, Path.Combine(Folder, tool), .. arguments];

    /// <summary>Gives a folder to the account that the server runs as.</summary>
    public Task HandOverAsync(string folder) => Prefix.Count == 0
        ? Task.CompletedTask
        : Command.RunAsync(["chown", ServerAccount, folder], TimeSpan.FromSeconds(10));

    private static string? NewestFolder() => !Directory.Exists(Packages)
        ? null
        : Directory.EnumerateDirectories(Packages)
            .Select(version => (Number: decimal.TryParse(Path.GetFileName(version), out var n) ? n : 0, Bin: Path.Combine(version, "bin")))
            .Where(version => File.Exists(Path.Combine(version.Bin, "postgres")))
            .OrderByDescending(version => version.Number)
            .Select(version => version.Bin)
            .FirstOrDefault();

    private static bool HasServerAccount() =>
        File.Exists("/etc/passwd")
        && File.ReadLines("/etc/passwd").Any(line => line.StartsWith(ServerAccount + ":", StringComparison.Ordinal));
}
