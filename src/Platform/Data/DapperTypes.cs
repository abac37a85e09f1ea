using System.Data;
using System.Globalization;
using Dapper;

namespace Steward.Platform.Data;

/// <summary>Lets Dapper read identifiers and times alike on both databases: SQLite hands them out as text.</summary>
internal static class DapperTypes
{
    internal static void Register()
    {
        SqlMapper.RemoveTypeMap(typeof(Guid));
        SqlMapper.RemoveTypeMap(typeof(Guid?));
        SqlMapper.RemoveTypeMap(typeof(DateTime));
        SqlMapper.RemoveTypeMap(typeof(DateTime?));
        SqlMapper.AddTypeHandler(new GuidType());
        SqlMapper.AddTypeHandler(new UtcType());
    }

    private sealed class GuidType : SqlMapper.TypeHandler<Guid>
    {
        public override Guid Parse(object value) => value is Guid id ? id : Guid.Parse((string)value);
        public override void SetValue(IDbDataParameter parameter, Guid value) => parameter.Value = value;
    }

    private sealed class UtcType : SqlMapper.TypeHandler<DateTime>
    {
        public override DateTime Parse(object value) => value is DateTime at
            ? DateTime.SpecifyKind(at, DateTimeKind.Utc)
            : DateTime.Parse((string)value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal);

        public override void SetValue(IDbDataParameter parameter, DateTime value) => parameter.Value = value;
    }
}
