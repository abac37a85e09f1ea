namespace Steward.Tests.Support;

/// <summary>A file of the data folder that lies beside the repository, or the reason why it cannot be used.</summary>
/// <param name="FullPath">The absolute path; null where the file is absent.</param>
/// <param name="SkipReason">What to tell the person who reads the skipped test; null where the file exists.</param>
public sealed record SharedFile(string? FullPath, string? SkipReason)
{
    /// <summary>Whether the file or folder is there.</summary>
    public bool Exists => FullPath is not null;
}

/// <summary>
/// Reference data too large or too foreign to be part of the repository. It lies at <c>../shared/data</c> relative to the
/// repository; tests that need it skip, and say so, where it is absent.
/// </summary>
public static class SharedData
{
    /// <summary>Looks a file or folder up.</summary>
    /// <param name="relative">For example <c>cron/vectors.json</c>.</param>
    public static SharedFile Path(string relative)
    {
        var path = System.IO.Path.GetFullPath(System.IO.Path.Combine(RepoRoot.Find(), "..", "shared", "data", relative));
        return File.Exists(path) || Directory.Exists(path)
            ? new SharedFile(path, null)
            : new SharedFile(null, $"Reference data 'shared/data/{relative}' is not beside this repository.");
    }
}
