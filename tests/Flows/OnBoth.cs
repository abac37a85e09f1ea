namespace Flows;

/// <summary>Cases for a theory, each on both databases.</summary>
internal static class OnBoth
{
    public static TheoryData<Database, T> Of<T>(IEnumerable<T> cases)
    {
        var data = new TheoryData<Database, T>();
        foreach (var one in cases)
        {
            data.Add(Database.Sqlite, one);
            data.Add(new TheoryDataRow<Database, T>(Database.Postgres, one) { Skip = Absent });
        }

        return data;
    }

    public static TheoryData<Database, T1, T2> Of<T1, T2>(IEnumerable<(T1 First, T2 Second)> cases)
    {
        var data = new TheoryData<Database, T1, T2>();
        foreach (var (first, second) in cases)
        {
            data.Add(Database.Sqlite, first, second);
            data.Add(new TheoryDataRow<Database, T1, T2>(Database.Postgres, first, second) { Skip = Absent });
        }

        return data;
    }

    private static string? Absent => PrivatePostgres.Available ? null : PrivatePostgres.WhyNotAvailable;
}
