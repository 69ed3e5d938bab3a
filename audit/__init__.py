"""What others have published of the packages that are installed here: known vulnerabilities, and licences."""
