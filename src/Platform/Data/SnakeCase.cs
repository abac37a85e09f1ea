using System.Text;

namespace Steward.Platform.Data;

/// <summary>Column names from property names: <c>TenantId</c> becomes <c>tenant_id</c>.</summary>
public static class SnakeCase
{
    /// <summary>The lower-case name with an underscore before each inner capital.</summary>
    public static string From(string name)
    {
        var text = new StringBuilder(name.Length + 4);
        for (var i = 0; i < name.Length; i++)
        {
            if (i > 0 && char.IsUpper(name[i]) && !char.IsUpper(name[i - 1])) text.Append('_');
            text.Append(char.ToLowerInvariant(name[i]));
        }

        return text.ToString();
    }
}
