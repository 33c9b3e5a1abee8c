package flow

// Migration opens the private list of migrations to the tests, which bring their own versions.
type Migration = migration

// NewMigration makes one step.
func NewMigration(from int, up func(old []byte) ([]byte, error)) Migration {
	return migration{from: from, up: up}
}

// LoadWith is Load with other migrations.
func LoadWith(data []byte, steps []Migration, current int) (*Document, error) {
	return load(data, steps, current)
}

// MigrateWith is Migrate with other migrations.
func MigrateWith(data []byte, steps []Migration, current int) ([]byte, int, error) {
	return migrate(data, steps, current)
}

// Migrations is the list that Load uses.
func Migrations() []Migration { return migrations() }

// From is the version that a step starts at.
func (m migration) From() int { return m.from }

// Up applies a step.
func (m migration) Up(old []byte) ([]byte, error) { return m.up(old) }
