using System.Diagnostics;

namespace Chaos.Stage;

/// <summary>A file system of few megabytes in memory that can be filled to the last byte. Only root may mount one.</summary>
internal sealed class SmallDisk : IDisposable
{
    private const int Page = 4096;
    private readonly byte[] _page = new byte[Page];

    private SmallDisk(string folder) => Folder = folder;

    public string Folder { get; }

    private string Filler => Path.Combine(Folder, "filler");

    /// <summary>Answers null where mounting is not permitted.</summary>
    public static SmallDisk? TryMount(int megabytes)
    {
        var folder = Directory.CreateTempSubdirectory("steward-disk-").FullName;
        if (Run("mount", "-t", "tmpfs", "-o", $"size={megabytes}m,mode=755", "steward-test", folder)) return new SmallDisk(folder);
        Directory.Delete(folder);
        return null;
    }

    /// <summary>Gives a folder on it to an account of the system.</summary>
    public string FolderOf(string account, string name)
    {
        var path = Directory.CreateDirectory(Path.Combine(Folder, name)).FullName;
        Run("chown", account, path).ShouldBeTrue();
        return path;
    }

    /// <summary>Takes all the space there is.</summary>
    public void Fill()
    {
        using var file = new FileStream(Filler, FileMode.Append, FileAccess.Write, FileShare.None, bufferSize: 0);
        try
        {
            while (true) file.Write(_page);
        }
        catch (IOException)
        {
            // Full, as it was to be.
        }
    }

    /// <summary>Gives the space back.</summary>
    public void Empty() => File.Delete(Filler);

    public void Dispose()
    {
        Run("umount", "--lazy", Folder);
        Directory.Delete(Folder, recursive: true);
    }

    private static bool Run(string command, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(command, arguments) { RedirectStandardError = true })!;
        process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}
