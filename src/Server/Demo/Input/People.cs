namespace Steward.Server.Demo.Input;

/// <summary>Names whoever wrote a row that does not say who: one person a row, the same in every run.</summary>
internal static class People
{
    private const int MaxId = 200;

    public static string Named(string file, string row)
    {
        var name = $"{file}-{row}";
        return name.Length <= MaxId ? name : name[^MaxId..];
    }
}
