using System.Reflection;
using Xunit.Sdk;
using Xunit.v3;

namespace Steward.Tests.Hosting;

/// <summary>The databases on which every behaviour must be the same.</summary>
public enum Database
{
    Sqlite,
    Postgres,
}

/// <summary>Runs a test on each database; where PostgreSQL is not installed that run is skipped and says so.</summary>
public sealed class OnBothDatabasesAttribute : DataAttribute
{
    public override ValueTask<IReadOnlyCollection<ITheoryDataRow>> GetData(MethodInfo testMethod, DisposalTracker disposalTracker) =>
        new([
            new TheoryDataRow<Database>(Database.Sqlite),
            new TheoryDataRow<Database>(Database.Postgres) { Skip = PrivatePostgres.Available ? null : PrivatePostgres.WhyNotAvailable },
        ]);

    public override bool SupportsDiscoveryEnumeration() => true;
}
