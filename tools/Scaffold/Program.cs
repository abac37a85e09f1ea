using Steward.Scaffold;

const string Usage = """
    Migrations of both databases, written from the modules' model.

      add <Name> [--empty]   write the next migration for SQLite and PostgreSQL; --empty allows one for hand-written SQL
      status                 compare model, snapshot and files; exit code 1 when they differ
      script                 print the SQL of all migrations
    """;

var root = new DirectoryInfo(AppContext.BaseDirectory);
while (root is not null && !Directory.Exists(Path.Combine(root.FullName, "src", "Storage.Sqlite"))) root = root.Parent;
if (root is null)
{
    Console.Error.WriteLine("No src/Storage.Sqlite above the tool: it must be built inside the repository.");
    return 1;
}

var targets = Target.All(root.FullName);
try
{
    var commands = new Commands(targets, Console.Out, Console.Error);
    return args switch
    {
        ["add", var name] => commands.Add(name, empty: false, TimeProvider.System),
        ["add", var name, "--empty"] => commands.Add(name, empty: true, TimeProvider.System),
        ["status"] => commands.Status(),
        ["script"] => commands.Script(),
        _ => Explain(),
    };
}
finally
{
    foreach (var target in targets) target.Dispose();
}

static int Explain()
{
    Console.Error.WriteLine(Usage);
    return 2;
}
