using Microsoft.EntityFrameworkCore.Migrations.Operations;

namespace Steward.Scaffold;

/// <summary>What the tool does. Each command answers the process's exit code: 0 done, 1 refused or out of step.</summary>
internal sealed class Commands(IReadOnlyList<Target> targets, TextWriter output, TextWriter errors)
{
    /// <summary>Writes a migration for every database, or nothing at all.</summary>
    internal int Add(string name, bool empty, TimeProvider time)
    {
        if (!MigrationId.IsName(name)) return Refuse($"'{name}' is no name: 3 to 60 letters and digits, the first a capital.");
        if (OutOfStep() is { } reason) return Refuse(reason);
        var existing = targets[0].Migrations;
        if (existing.Any(id => id.EndsWith("_" + name, StringComparison.OrdinalIgnoreCase)))
            return Refuse($"There is a migration '{name}' already.");
        var pending = targets.Select(t => (Target: t, Operations: t.Pending())).ToList();
        if (!empty && pending.All(p => p.Operations.Count == 0))
            return Refuse("The model has not changed. For a migration of hand-written SQL add --empty.");

        var id = MigrationId.After(existing.LastOrDefault(), name, time);
        foreach (var source in targets.Select(t => MigrationSource.Generate(t, id, name)).ToList())
            foreach (var path in source.Write()) output.WriteLine(path);
        foreach (var (target, operations) in pending)
            foreach (var loss in operations.Where(o => o.IsDestructiveChange))
                errors.WriteLine($"{target.Kind}: may lose data: {Describe(loss)}");
        return 0;
    }

    /// <summary>Says for every database whether model, snapshot and files agree.</summary>
    internal int Status()
    {
        var agree = true;
        foreach (var target in targets)
        {
            var pending = target.Pending();
            agree &= pending.Count == 0;
            var verdict = pending.Count == 0 ? "model and snapshot agree" : $"{pending.Count} change(s) without a migration";
            output.WriteLine($"{target.Kind}: {target.Migrations.Count} migration(s), {verdict}");
            foreach (var operation in pending) output.WriteLine($"  {Describe(operation)}");
        }

        if (OutOfStep() is { } reason) return Refuse(reason);
        return agree ? 0 : 1;
    }

    /// <summary>Prints the SQL of all migrations of every database.</summary>
    internal int Script()
    {
        foreach (var target in targets)
        {
            output.WriteLine($"-- {target.Kind}");
            output.WriteLine(target.Script());
        }

        return 0;
    }

    // The next step is computed from the compiled snapshot: an old build would repeat what the files already do.
    private string? OutOfStep()
    {
        foreach (var target in targets)
        {
            if (!Sources(target.Folder).SetEquals(target.Migrations))
                return $"{target.Kind}: the build is older than the files in {target.Folder}. Build again.";
            if (!target.Migrations.SequenceEqual(targets[0].Migrations))
                return $"{target.Kind} and {targets[0].Kind} have different migrations.";
        }

        return null;
    }

    private static HashSet<string> Sources(string folder) => !Directory.Exists(folder)
        ? []
        : [.. Directory.EnumerateFiles(folder, "*.cs").Select(f => Path.GetFileNameWithoutExtension(f)).Where(MigrationId.IsValid)];

    private static string Describe(MigrationOperation operation)
    {
        var kind = operation.GetType().Name.Replace("Operation", "", StringComparison.Ordinal);
        return operation is ITableMigrationOperation { Table: var table } ? $"{kind} {table}" : kind;
    }

    private int Refuse(string reason)
    {
        errors.WriteLine(reason);
        return 1;
    }
}
